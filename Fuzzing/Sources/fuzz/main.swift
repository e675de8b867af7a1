#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import CLibFuzzer
import FuzzTargets

// fuzz TARGET [libFuzzer's arguments]

guard CommandLine.arguments.count > 1, let chosen = FuzzTarget(rawValue: CommandLine.arguments[1]) else {
    print(FuzzTarget.allCases.map(\.rawValue).joined(separator: "\n"))
    exit(CommandLine.arguments.count > 1 ? 2 : 0)
}
/// The driver takes a function that captures nothing.
let target = chosen

// libFuzzer is not to see the target's name, which it would take for a corpus.
CommandLine.unsafeArgv[1] = CommandLine.unsafeArgv[0]
var count = CommandLine.argc - 1
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
let status = LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    do throws(BrokenProperty) {
        try target.check(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
        // libFuzzer keeps the input of a process that ends here.
        fatalError("\(error)")
    }
    return 0
}
exit(status)
