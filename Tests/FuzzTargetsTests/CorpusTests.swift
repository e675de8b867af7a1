import Foundation
import FuzzTargets
import Testing

/// What fuzzing found worth keeping, replayed without libFuzzer.
struct CorpusTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fuzzing/corpus")

    @Test(arguments: FuzzTarget.allCases)
    func everyInputOfTheCorpusKeepsTheProperties(_ target: FuzzTarget) throws {
        let folder = Self.root.appending(path: target.rawValue)
        let inputs = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(!inputs.isEmpty)
        for input in inputs {
            #expect(throws: Never.self, "\(input.lastPathComponent)") {
                try target.check([UInt8](Data(contentsOf: input)))
            }
        }
    }
}
