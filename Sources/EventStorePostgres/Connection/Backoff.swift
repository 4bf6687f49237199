/// Growing, jittered pauses between attempts: each is between half and all of a bound that doubles.
struct Backoff: Sendable {
    var first = Duration.milliseconds(100)
    var last = Duration.seconds(5)
    private(set) var failures = 0

    mutating func next() -> Duration {
        var generator = SystemRandomNumberGenerator()
        return next(using: &generator)
    }

    mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        let bound = min(last, first * (1 << min(failures, 20)))
        failures += 1
        return bound * Double.random(in: 0.5...1, using: &generator)
    }

    mutating func reset() {
        failures = 0
    }
}
