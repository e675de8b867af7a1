/// The release that this program is.
public enum YaguraVersion {
    public static let text = "0.1.0"
}
