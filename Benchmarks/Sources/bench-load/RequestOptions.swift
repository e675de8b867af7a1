import ArgumentParser

/// What is sent, and as whom.
struct RequestOptions: ParsableArguments {
    @Option var method = "POST"
    @Option var path = "/"
    @Option(help: "The body, as text.") var body = "{}"
    @Option(help: "A file with a body a line, sent in turn and from the start again; each is signed anew.")
    var bodies: String?
    @Option(name: .customLong("header"), help: "NAME: VALUE, as often as needed.") var headers: [String] = []
    @Option(help: "Sign for this service; without it requests go unsigned.") var service: String?
    @Option var region = "us-east-1"
    @Option var accessKeyID = "123456789012"
    @Option var secretAccessKey = "secret"
    @Flag(help: "Sign every request anew, not one for the whole run.") var signEach = false
}
