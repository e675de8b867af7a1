/// One statement of a policy.
///
/// A class, so that walking a policy's statements costs one reference each rather than a copy of every element.
public final class Statement: Sendable {
    /// Its place in the document, from 0.
    public let index: Int
    public let sid: String?
    public let effect: Effect

    let principals: PrincipalElement?
    let actions: ActionElement
    /// Nil in a trust policy, whose resource is the role that it is attached to.
    let resources: ResourceElement?
    let conditions: [Condition]

    init(
        index: Int, sid: String?, effect: Effect, principals: PrincipalElement?, actions: ActionElement,
        resources: ResourceElement?, conditions: [Condition]
    ) {
        self.index = index
        self.sid = sid
        self.effect = effect
        self.principals = principals
        self.actions = actions
        self.resources = resources
        self.conditions = conditions
    }
}
