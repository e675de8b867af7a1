import Essentials
import Logging
import Synchronization
import Testing

@testable import YaguraServer

struct LogfmtHandlerTests {
    private final class Lines: Sendable {
        let text = Mutex("")
    }

    private func log(_ body: (Logger) -> Void) -> String {
        let lines = Lines()
        let handler = LogfmtHandler(
            label: "test", level: .info, clock: ManualTime(Timestamp(milliseconds: 1_767_323_045_006))
        ) { line in lines.text.withLock { $0 += String(decoding: line, as: UTF8.self) } }
        body(Logger(label: "test") { _ in handler })
        return lines.text.withLock { $0 }
    }

    @Test func eventIsOneLineOfPairs() {
        let text = log { $0.info("listening", metadata: ["port": "4600", "address": "127.0.0.1"]) }
        #expect(
            text == "time=2026-01-02T03:04:05.006Z level=info logger=test msg=listening address=127.0.0.1 port=4600\n")
    }

    @Test func nothingLoggedStartsALineOrAPair() {
        let text = log { $0.error("a\nb=\"c\" \u{1B}[31m\\", metadata: ["k v=": ""]) }
        #expect(text.hasSuffix(#"msg="a\nb=\"c\" \x1b[31m\\" k_v_="""# + "\n"))
        #expect(text.split(separator: "\n").count == 1)
    }

    @Test func levelBelowTheConfiguredIsLeftOut() {
        #expect(log { $0.debug("hidden") } == "")
    }
}
