/// Which promises of the suite each defect breaks at least.
extension Defect {
    var breaks: [String] {
        switch self {
        case .ignoresExpectedVersions:
            [
                "an absent stream takes appends that expect any version, no stream or version 0, and no other",
                "an existing stream takes appends that expect any version, its existence or its version, and no other",
                "of many writers that expect the same version exactly one wins, round after round",
                "the id of a refused append can be used, by the same event or another",
            ]
        case .forgetsIDs:
            [
                "an append that is repeated returns the original result, whatever it expects and what has come since"
            ]
        case .reformatsJSON:
            [
                "JSON of every kind is given back byte for byte"
            ]
        case .losesMetadata:
            [
                "names must have 1 to 255 bytes and no control characters"
            ]
        case .losesSchemaVersions:
            [
                "an event that was appended is given back as it was, by every read",
                "an id with other content is refused, whatever differs",
            ]
        case .roundsTimes:
            [
                "times are kept to the microsecond, and the moment of storing is the store's"
            ]
        case .tellsWrongFirstPosition:
            [
                "a part of an append that is repeated, in order, is a repetition of its own",
                "an append returns the last version, and the positions of its first and last event",
                "positions grow from append to append, and inside a stream with the versions",
            ]
        case .tellsWrongVersion:
            [
                "an append returns the last version, and the positions of its first and last event"
            ]
        case .normalizesNames:
            [
                "names are listed in the order of their bytes",
                "names are told apart byte by byte",
            ]
        case .takesAnyJSON:
            [
                "payloads that no later query could read are refused"
            ]
        case .takesAnyName:
            [
                "bytes that are no text are refused as JSON",
                "names must have 1 to 255 bytes and no control characters",
            ]
        case .takesAnyTime:
            [
                "a repetition is known although the stream is deleted or truncated since",
                "an append that is repeated returns the original result, whatever it expects and what has come since",
                "of appends with the same ids at the same time one stores them, and all get its result",
            ]
        case .takesLargeAppends:
            [
                "more bytes or events than the store takes are refused"
            ]
        case .ignoresCancellation:
            [
                "a task that is cancelled appends nothing more and throws CancellationError"
            ]
        case .tellsNoStream:
            [
                "all or nothing: when one stream refuses, none has anything, and the ids stay free"
            ]
        case .makesConflictsRetryable:
            [
                "a conflict names the stream and both versions, and is not to be repeated as it was"
            ]
        case .appendsToDeletedStreams:
            [
                "a deleted stream is neither read nor appended to, and no other read returns its events"
            ]
        case .losesContentTypes:
            [
                "bytes are given back byte for byte, with their content type",
                "schema versions below 1 and empty content types are refused",
            ]
        case .takesIDsOfOtherStreams:
            [
                "an id of another stream is refused, also of another tenant's",
                "only some ids stored, another order, or an id twice in one append are refused",
            ]
        case .appendsOneByOne:
            [
                "a stream that is named twice in one call is refused",
                "timestamps before 1970, infinite or too far ahead are refused",
            ]
        case .refusesAllForOne:
            [
                "a refused append changes nothing: no event, no stream, no position",
                "each on its own: a new id in two streams goes to the first that is not refused",
                "each on its own: what one stream refuses touches no other",
            ]
        case .turnsSeveralRound:
            [
                "all or nothing: streams that are stored already return their original result, the others are stored",
                "an append to several streams gives their results in its own order, and positions in that order",
            ]
        case .readsForwardsOnly:
            [
                "a stream is read in pages, forwards and backwards, from a version that is included"
            ]
        case .leavesOutFromVersion:
            [
                "a stream is read in pages, forwards and backwards, from a version that is included"
            ]
        case .takesAnyLimit:
            [
                "limits and versions that cannot be are refused"
            ]
        case .includesBefore:
            [
                "a stream is read by time: from is included and before is not",
                "the time of a read is the event's own, not the order of the stream",
            ]
        case .ignoresTimes:
            [
                "the time of a read is the event's own, not the order of the stream"
            ]
        case .readsDeletedStreams:
            [
                "a deleted stream is neither read nor appended to, and no other read returns its events"
            ]
        case .includesThePosition:
            [
                "nobody who reads while others append misses an event"
            ]
        case .ignoresEventTypes:
            [
                "the conveniences read what they say"
            ]
        case .ignoresAggregateTypes:
            [
                "a filter gives what a plain filter over all events gives",
                "the conveniences read what they say",
            ]
        case .ignoresTenants:
            [
                "tenants never meet: the same name is another stream for each"
            ]
        case .ignoresUntil:
            [
                "the store is read in pages by position, forwards and backwards, from a position that is not included"
            ]
        case .missesEvents:
            [
                "a subscription gives what is there, says that it has caught up, and then what is stored",
                "an append to several streams is seen whole or not at all",
                "subscriptions see every event once, in order, while many append",
            ]
        case .findsForAnyTenant:
            [
                "an event is found by its id, by its own tenant only"
            ]
        case .correlatesAllTenants:
            [
                "the events with a correlation id are read in pages by position, of one tenant"
            ]
        case .tellsNoHead:
            [
                "the position that an append returns is readable at once, and the head is not below it"
            ]
        case .deletesNothing:
            [
                "deleting at another version is refused and deletes nothing"
            ]
        case .deletesAtAnyVersion:
            [
                "a negative expected version is refused by every call that takes one, and means nothing else",
                "deleting at another version is refused and deletes nothing",
            ]
        case .reopensNothing:
            [
                "a reopened stream is as it was and goes on at its version"
            ]
        case .truncatesNothing:
            [
                "a subscription leaves out what is deleted or beyond limits",
                "truncated events are in no read, at once and for good; versions, positions and appends go on",
            ]
        case .truncatesAnywhere:
            [
                "a stream is truncated before 1 up to the version after its last, and no further"
            ]
        case .ignoresMaxCount:
            [
                "a maximum count keeps the last events, of every read and as the stream grows"
            ]
        case .ignoresMaxAge:
            [
                "a maximum age keeps what was stored within it"
            ]
        case .mergesLimits:
            [
                "both limits are set: what is nil is no limit any more"
            ]
        case .takesAnyLimits:
            [
                "limits that cannot be are refused, and those that were stay"
            ]
        case .keepsWhatIsDeletedForGood:
            [
                "a stream that is deleted softly or truncated can be deleted for good"
            ]
        case .deletesForGoodSoftly:
            [
                "a stream that is deleted for good is absent, with its events, and its name begins at version 1",
                "a stream that is deleted softly or truncated can be deleted for good",
                "messages of the outbox go with the stream that is deleted for good, and are counted",
            ]
        case .makesStreams:
            [
                "what is done to an absent stream is streamNotFound and names it"
            ]
        case .listsByNameOnly:
            [
                "an append between two pages repeats nothing",
                "an append that is refused or repeated does not make a stream the latest",
            ]
        case .listsTheFirstPageAgain:
            [
                "names are listed in the order of their bytes"
            ]
        case .ignoresPrefixes:
            [
                "streams are listed by aggregate type and by how their ids begin"
            ]
        case .listsAllTenants:
            [
                "streams are listed in pages in every order, each once, of one tenant and of all",
                "tenants never meet: the same name is another stream for each",
            ]
        case .takesAnyPageEnd:
            [
                "the end of a page that was listed in another order is refused"
            ]
        case .goesBackwards:
            [
                "a checkpoint does not go backwards unless it is told to"
            ]
        case .countsOneMore:
            [
                "a count is added when a checkpoint goes forward, and once for one position"
            ]
        case .keepsErrors:
            [
                "a checkpoint is given back as it was saved, by name and tenant"
            ]
        case .sharesCheckpoints:
            [
                "checkpoints are listed by tenant and name, and deleted one by one"
            ]
        case .takesOtherEpochs:
            [
                "a checkpoint of another history or beyond the head is refused"
            ]
        case .ignoresLastEvents:
            [
                "the last event of a checkpoint must be the one at its position"
            ]
        case .clampsToHead:
            [
                "names, positions and counts of checkpoints that cannot be are refused"
            ]
        case .deletesNoCheckpoint:
            [
                "checkpoints are listed by tenant and name, and deleted one by one"
            ]
        case .countsAllTenants:
            [
                "exact numbers count what is stored, of one tenant and of all"
            ]
        case .countsNoBytes:
            [
                "numbers per type count events, streams, bytes and times, most events first"
            ]
        case .beginsAtTheBeginning:
            [
                "a subscription begins at the beginning, after a position, or now",
                "a subscription that cannot be is refused when it is iterated",
            ]
        case .ignoresSubscriptionFilters:
            [
                "a filtered subscription gives what a plain filter over all events gives, page by page"
            ]
        case .ignoresPageSizes:
            [
                "pages have at least one event and at most as many as asked for, in order",
                "who falls more than a page behind is told, and told again when it has caught up",
            ]
        case .takesAnySubscription:
            [
                "a subscription begins at the beginning, after a position, or now"
            ]
        case .endsWhenCaughtUp:
            [
                "who falls more than a page behind is told, and told again when it has caught up"
            ]
        }
    }
}
