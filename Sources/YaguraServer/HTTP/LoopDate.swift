import Essentials

/// The `date` header of one event loop's responses.
final class LoopDate {
    private var date: HTTPDate

    init(clock: any TimeSource) { date = HTTPDate(clock: clock) }

    func current() -> String { date.current() }
}
