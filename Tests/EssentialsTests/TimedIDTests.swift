import Essentials
import Testing

@Suite struct TimedIDTests {
    @Test func anIDTellsItsTime() {
        for milliseconds in [0, 1, 1_795_469_329_123, 1 << 48 - 1] as [Int64] {
            let id = SystemRandom().eventID(at: Timestamp(milliseconds: milliseconds))
            #expect(TimedID.time(of: id) == Timestamp(milliseconds: milliseconds))
            #expect(id.utf8.count == 36 && Array(id)[14] == "7" && "89ab".contains(Array(id)[19]), "\(id)")
        }
        // RFC 9562, appendix A.6.
        #expect(TimedID.time(of: "017f22e2-79b0-7cc3-98c4-dc0c0c07398f") == Timestamp(milliseconds: 0x017F_22E2_79B0))
    }

    @Test func otherIDsTellNone() {
        #expect(TimedID.time(of: SystemRandom().uuid()) == nil)
        for id in ["", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "g17f22e2-79b0-7cc3-98c4-dc0c0c07398f"] {
            #expect(TimedID.time(of: id) == nil)
        }
    }
}
