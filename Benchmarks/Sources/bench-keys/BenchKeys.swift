import ArgumentParser
import Essentials
import KeyEngine

/// Uses one key over and over on one thread, through the calls that KMS makes, and says how often a second as one line
/// of JSON.
@main
struct BenchKeys: ParsableCommand {
    @Argument(help: "A key spec of KMS.") var spec: String
    @Argument(help: "A signing or MAC algorithm of KMS.") var algorithm: String
    @Option(help: "Milliseconds of CPU time for each of the two operations.") var duration = 500
    @Flag(help: "Call OpenSSL itself in place of KeyEngine: ECDSA alone.") var library = false

    func run() throws {
        let exercise = try makeExercise()
        let rates = (
            make: try Stopwatch.rate(duration, of: exercise.make),
            check: try Stopwatch.rate(duration, of: exercise.check)
        )
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("make")
        writer.write(rates.make)
        writer.name("check")
        writer.write(rates.check)
        writer.endObject()
        print(String(decoding: writer.bytes, as: UTF8.self))
    }

    private func makeExercise() throws -> any KeyExercise {
        guard let spec = KeySpec(rawValue: spec) else { throw ValidationError("no such key spec") }
        let material = try KeyMaterial.generate(spec, random: SystemRandom())
        if library { return try LibraryECDSA(material) }
        if let algorithm = MacAlgorithm(rawValue: algorithm) { return try MacExercise(material, algorithm) }
        guard let algorithm = SigningAlgorithm(rawValue: algorithm) else { throw ValidationError("no such algorithm") }
        return try SignatureExercise(material, algorithm)
    }
}
