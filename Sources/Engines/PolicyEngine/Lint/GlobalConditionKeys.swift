/// The condition keys of every service.
///
/// Source: IAM user guide, "AWS global condition context keys".
enum GlobalConditionKeys {
    static func contains(_ key: String) -> Bool {
        let key = key.lowercased()
        return names.contains(key) || families.contains { key.hasPrefix($0) }
    }

    /// Followed by the key of a tag.
    private static let families = ["aws:principaltag/", "aws:requesttag/", "aws:resourcetag/"]

    private static let names: Set = [
        "aws:principalarn", "aws:principalaccount", "aws:principalorgpaths", "aws:principalorgid",
        "aws:principalisawsservice", "aws:principalservicename", "aws:principalservicenameslist", "aws:principaltype",
        "aws:userid", "aws:username", "aws:assumedroot", "aws:federatedprovider", "aws:tokenissuetime",
        "aws:multifactorauthage", "aws:multifactorauthpresent", "aws:chatbotsourcearn", "aws:ec2instancesourcevpc",
        "aws:ec2instancesourceprivateipv4", "aws:sourceidentity", "ec2:roledelivery", "ec2:sourceinstancearn",
        "glue:roleassumedby", "glue:credentialissuingservice", "lambda:sourcefunctionarn", "ssm:sourceinstancearn",
        "identitystore:userid", "aws:sourceip", "aws:sourcevpc", "aws:sourcevpcarn", "aws:sourcevpce",
        "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths", "aws:vpcsourceip", "aws:resourceaccount",
        "aws:resourceorgid", "aws:resourceorgpaths", "aws:calledvia", "aws:calledviaawsmcp", "aws:calledviafirst",
        "aws:calledvialast", "aws:viaawsservice", "aws:viaawsmcpservice", "aws:currenttime", "aws:epochtime",
        "aws:referer", "aws:requestedregion", "aws:tagkeys", "aws:securetransport", "aws:sourceaccount",
        "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:useragent", "aws:issignedinviaidentitycenter",
        "aws:isaccountmanagementaction", "aws:usermfalevel", "aws:signinsessionarn",
    ]
}
