import AWSProtocols
import Essentials

/// When transfers begin and end: with months, as bills do.
/// Source: AWS Billing user guide, "Sending invitations" and "Withdrawing transfers" of billing transfers.
enum TransferDates {
    /// An invitation has to be accepted a day before the transfer begins.
    static let notice = TimeSpan.days(1)
    /// AWS sets a limit without saying which: a year, here.
    static let furthestStart = TimeSpan.days(366)

    static func requireStart(_ start: Timestamp, at now: Timestamp) throws(AWSError) {
        let time = CivilTime(start)
        guard time.isMidnight else {
            throw .invalidInput("START_DATE_NOT_BEGINNING_OF_DAY", "The start date must be the beginning of the day.")
        }
        guard time.day == 1 else {
            throw .invalidInput(
                "START_DATE_NOT_BEGINNING_OF_MONTH", "The start date must be the first day of the month.")
        }
        guard start > now + notice else {
            throw .invalidInput("START_DATE_TOO_EARLY", "The start date is too early.")
        }
        guard start <= now + furthestStart else {
            throw .invalidInput("START_DATE_TOO_LATE", "The start date is too late.")
        }
    }

    /// The last millisecond of a month, or second, for those who count in seconds.
    static func requireEnd(_ end: Timestamp, start: Timestamp, at now: Timestamp) throws(AWSError) {
        let following = CivilTime(Timestamp(milliseconds: end.milliseconds / 1000 * 1000 + 1000))
        guard following.isMidnight, following.day == 1 else {
            throw .invalidInput(
                "END_DATE_NOT_END_OF_MONTH", "The end date must be the end of the last day of the month.")
        }
        guard end > now, end > start else {
            throw .invalidInput("END_DATE_TOO_EARLY", "It is too early for the transfer to end.")
        }
    }

    /// The end of the month that `time` is in.
    static func endOfMonth(_ time: Timestamp) -> Timestamp {
        var next = CivilTime(time)
        (next.day, next.hour, next.minute, next.second, next.millisecond) = (1, 0, 0, 0, 0)
        (next.year, next.month) = next.month == 12 ? (next.year + 1, 1) : (next.year, next.month + 1)
        return Timestamp(milliseconds: next.timestamp.milliseconds - 1)
    }
}

extension CivilTime {
    fileprivate var isMidnight: Bool { hour == 0 && minute == 0 && second == 0 && millisecond == 0 }
}
