import CloudTrailModel
import ServiceKit

extension CloudTrail {
    var trailOperations: [Operation] {
        [
            Operation(
                change: CloudTrailOperations.createTrail, on: newTrail, perform: createTrail),
            Operation(
                change: CloudTrailOperations.updateTrail, on: changeableTrail(\.name, "cloudtrail:UpdateTrail"),
                perform: updateTrail),
            Operation(
                change: CloudTrailOperations.deleteTrail, on: changeableTrail(\.name, "cloudtrail:DeleteTrail"),
                perform: deleteTrail),
            Operation(
                reply: CloudTrailOperations.getTrail, on: trail(\.name, "cloudtrail:GetTrail"), perform: getTrail),
            Operation(
                reply: CloudTrailOperations.describeTrails, on: nothing("cloudtrail:DescribeTrails"),
                perform: describeTrails),
            Operation(
                reply: CloudTrailOperations.listTrails, on: nothing("cloudtrail:ListTrails"), perform: listTrails),
        ]
    }

    var loggingOperations: [Operation] {
        [
            Operation(
                change: CloudTrailOperations.startLogging, on: changeableTrail(\.name, "cloudtrail:StartLogging"),
                perform: startLogging),
            Operation(
                change: CloudTrailOperations.stopLogging, on: changeableTrail(\.name, "cloudtrail:StopLogging"),
                perform: stopLogging),
            Operation(
                reply: CloudTrailOperations.getTrailStatus, on: trail(\.name, "cloudtrail:GetTrailStatus"),
                perform: getTrailStatus),
        ]
    }
}
