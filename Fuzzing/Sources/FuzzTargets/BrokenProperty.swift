/// What should hold for every input, and did not for this one.
public struct BrokenProperty: Error, CustomStringConvertible {
    public let description: String

    /// Throws unless `holds`.
    static func unless(_ holds: Bool, _ property: @autoclosure () -> String) throws(BrokenProperty) {
        if !holds { throw BrokenProperty(description: property()) }
    }
}
