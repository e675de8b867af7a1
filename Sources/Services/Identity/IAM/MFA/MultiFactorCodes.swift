import Essentials
import KeyEngine

extension OneTimePassword {
    /// The later step of two codes in a row; nil where there are no such steps near `now`.
    ///
    /// - Parameter window: how many steps the device's clock may be wrong
    func step(ofConsecutive first: String, _ second: String, around now: Timestamp, window: Int64) -> Int64? {
        let current = Self.step(at: now)
        return (current - window...current + window).first { matches(first, at: $0 - 1) && matches(second, at: $0) }
    }

    /// The step of one code, which must be later than the last that was accepted.
    func step(of code: String, at now: Timestamp, drift: Int64, after last: Int64?) -> Int64? {
        let current = Self.step(at: now) + drift
        return (current - 1...current + 1).first { matches(code, at: $0) && $0 > last ?? .min }
    }
}
