extension ServerSettings {
    /// Where the server is for programs on this machine: one that listens on every interface is reached through loopback.
    var endpointURL: String {
        let address =
            switch listen.host {
            case "0.0.0.0": ServerAddress(host: "127.0.0.1", port: listen.port)
            case "::": ServerAddress(host: "::1", port: listen.port)
            default: listen
            }
        return (tls == nil ? "http://" : "https://") + address.description
    }

    /// Where it is for those whom it sends messages.
    var reachableURL: String { publicURL ?? endpointURL }
}
