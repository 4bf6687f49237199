/// A promise that a ``DefectiveStore`` does not keep.
enum Defect: String, CaseIterable, Sendable {
    // Appending
    case ignoresExpectedVersions, forgetsIDs, reformatsJSON, losesMetadata, losesSchemaVersions, roundsTimes
    case tellsWrongFirstPosition, tellsWrongVersion, normalizesNames, takesAnyJSON, takesAnyName, takesAnyTime
    case takesLargeAppends, ignoresCancellation, tellsNoStream, makesConflictsRetryable, appendsToDeletedStreams
    case losesContentTypes, takesIDsOfOtherStreams, appendsOneByOne, refusesAllForOne, turnsSeveralRound
    // Reading
    case readsForwardsOnly, leavesOutFromVersion, takesAnyLimit, includesBefore, ignoresTimes, readsDeletedStreams
    case includesThePosition, ignoresEventTypes, ignoresAggregateTypes, ignoresTenants, ignoresUntil, missesEvents
    case findsForAnyTenant, correlatesAllTenants, tellsNoHead
    // Deleting
    case deletesNothing, deletesAtAnyVersion, reopensNothing, truncatesNothing, truncatesAnywhere, ignoresMaxCount
    case ignoresMaxAge, mergesLimits, takesAnyLimits, keepsWhatIsDeletedForGood, deletesForGoodSoftly, makesStreams
    // Listing
    case listsByNameOnly, listsTheFirstPageAgain, ignoresPrefixes, listsAllTenants, takesAnyPageEnd
    // Checkpoints and statistics
    case goesBackwards, countsOneMore, keepsErrors, sharesCheckpoints, takesOtherEpochs, ignoresLastEvents, clampsToHead
    case deletesNoCheckpoint, countsAllTenants, countsNoBytes
    // Subscribing
    case beginsAtTheBeginning, ignoresSubscriptionFilters, ignoresPageSizes, takesAnySubscription, endsWhenCaughtUp
}
