import AWSProtocols
import CloudTrailService
import Essentials
import EventBridgeService
import Identity
import KMSService
import KeyEngine
import Logging
import LogsService
import OrganizationsService
import S3Service
import SNSService
import ServiceKit
import Store
import StoreSQLite

/// Where the parts of the server are put together.
public enum CompositionRoot {
    public static func compose(_ settings: ServerSettings, _ logger: Logger) async throws -> Composition {
        try await compose(settings, logger, isAuditing: true)
    }

    /// - Parameter isAuditing: false for the benchmark that measures what auditing costs, and for nothing else
    package static func compose(
        _ settings: ServerSettings, _ logger: Logger, isAuditing: Bool
    ) async throws -> Composition {
        let outbound = try OutboundClient(settings)
        do {
            return settings.isDev
                ? try await composeDeveloper(settings, outbound, logger)
                : try await composeStrict(settings, outbound, logger, isAuditing: isAuditing)
        } catch {
            await outbound.close()
            throw error
        }
    }

    private static func composeStrict(
        _ settings: ServerSettings, _ outbound: OutboundClient, _ logger: Logger, isAuditing: Bool
    ) async throws -> Composition {
        let time = SystemTime()
        let random = SystemRandom()
        let rootKeySource = settings.rootKey.source(in: settings.dataDirectory)
        try await rootKeySource.prepare()
        let store = try SQLiteStore.open(in: DataDirectory(settings.dataDirectory))
        try await RootKeyTransition(
            dataDirectory: settings.dataDirectory, rootKey: settings.rootKey, current: rootKeySource
        ).settle(store)
        let installation = try await Installation.open(
            store, rootKeySource: rootKeySource, account: settings.account,
            now: time.now(), random: random)
        let identity = IdentityDirectory(store: store, rootKey: installation.rootKey, random: random)
        let file = AdministratorFile(dataDirectory: settings.dataDirectory)
        let made = try await identity.createAdministrator(of: installation.account, now: time.now()) { key in
            try file.write(key, sealedBy: installation.rootKey)
        }
        if let key = made {
            StartupNotice.firstStart(settings, account: installation.account, key: key).print()
        } else {
            StartupNotice.restart(settings, account: installation.account).print()
        }
        let blobs = try DirectoryBlobStore("\(settings.dataDirectory)/\(BackupFile.objects)")
        return try assemble(settings, installation, blobs, identity, outbound, time, logger, isAuditing: isAuditing) {
            _ in .strict
        }
    }

    private static func composeDeveloper(
        _ settings: ServerSettings, _ outbound: OutboundClient, _ logger: Logger
    ) async throws -> Composition {
        let time = ShiftedTime()
        let store = try SQLiteStore.inMemory()
        let installation = try Installation.inMemory(store, account: settings.account, random: SystemRandom())
        let identity = IdentityDirectory(
            store: store, rootKey: installation.rootKey, trust: .everyone(defaultAccount: settings.account))
        let blobs = MemoryBlobStore()
        StartupNotice.developer(settings).print()
        return try assemble(settings, installation, blobs, identity, outbound, time, logger) { parts in
            .developer(
                DeveloperControls(store: store, blobs: blobs, time: time, chores: parts.chores, metrics: parts.metrics))
        }
    }

    private struct Parts {
        let chores: ChoreRunner
        let metrics: CallMetrics
    }

    private static func assemble(
        _ settings: ServerSettings, _ installation: Installation, _ blobs: any BlobStore, _ identity: IdentityDirectory,
        _ outbound: OutboundClient, _ time: any TimeSource, _ logger: Logger, isAuditing: Bool = true,
        mode: (Parts) -> ServerMode
    ) throws -> Composition {
        let metrics = CallMetrics()
        let guardrails = try OrganizationGuardrails(store: installation.store)
        let (calls, store, pageTokens) = (ServiceSwitchboard(), installation.store, installation.pageTokens)
        let organizations = OrganizationTree(store: store)
        let trails = TrailIndex(store: store, organizations: organizations)
        let sns = SNS(
            store: store, rootKey: installation.rootKey, calls: calls, principals: identity, pageTokens: pageTokens,
            outbound: outbound, mail: try MailClient.make(settings), publicURL: settings.reachableURL, time: time)
        let services: [any Service] = [
            KMS(
                store: installation.store, rootKey: installation.rootKey, pageTokens: installation.pageTokens,
                principals: identity, tokens: try hardwareClusters(settings), outbound: outbound,
                proxyTimeout: settings.proxyTimeout, linkedRoles: identity),
            IAM(
                directory: identity, pageTokens: installation.pageTokens, guardrails: guardrails,
                organizations: organizations),
            STS(directory: identity, outbound: outbound),
            Organizations(
                store: installation.store, accounts: identity, linkedRoles: identity,
                principals: identity, pageTokens: installation.pageTokens),
            CloudTrail(
                store: store, rootKey: installation.rootKey, calls: calls, organizations: organizations,
                linkedRoles: identity, pageTokens: pageTokens, trails: trails, schedule: TrailSchedule(settings)),
            S3(
                store: store, blobs: blobs, rootKey: installation.rootKey, principals: identity, calls: calls,
                pageTokens: pageTokens, startedAt: time.now()),
            sns,
            EventBridge(
                store: store, calls: calls, pageTokens: pageTokens, rootKey: installation.rootKey,
                principals: identity, trails: trails, outbound: outbound, time: time),
            Logs(store: store, calls: calls, pageTokens: pageTokens),
        ]
        let auditing = Pipeline(
            services: services, identity: identity, guardrails: guardrails, messages: identity.messages,
            store: installation.store,
            auditDurability: JournalDurability(settings),
            limiter: try RequestLimiter.make(settings.requestLimits, for: services),
            bucketHosts: BucketHosts(suffixes: settings.s3Hosts + ["localhost"]), time: time, metrics: metrics,
            logger: logger)
        let pipeline = isAuditing ? auditing : auditing.withoutAuditing
        calls.connect(pipeline)
        let journalChecks = [AuditRecord.stream, AuditRecord.dataStream].map {
            JournalCheck($0, store: installation.store, start: time.now())
        }
        let chores = ChoreRunner(
            chores: services.flatMap(\.chores) + journalChecks, store: installation.store, time: time, logger: logger)
        let window = JournalWindow(store)
        let followers = services.flatMap(\.journalConsumers).map {
            JournalFollower($0, store: store, window: window, time: time, logger: logger)
        }
        let indexer = JournalIndexer.ofAuditRecords(in: store, time: time, logger: logger)
        let reporter = WorkReporter(logger: logger, metrics: metrics)
        let background = Task {
            await withDiscardingTaskGroup { group in
                group.addTask { await chores.run() }
                group.addTask { await indexer.run() }
                for follower in followers { group.addTask { await follower.run() } }
                for work in services.flatMap(\.backgroundWork) { group.addTask { await work.run(reporter) } }
            }
        }
        let endpoints = OperatorEndpoints(
            mode: mode(Parts(chores: chores, metrics: metrics)), account: installation.account, pipeline: pipeline,
            metrics: metrics, metricSources: services.flatMap(\.metricSources), store: installation.store,
            startedAt: time.now(), time: time)
        return Composition(handler: FrontDoor(pipeline: pipeline, endpoints: endpoints, notifications: sns)) {
            background.cancel()
            await background.value
            await outbound.close()
            await identity.close()
            do {
                try await installation.store.close()
            } catch {
                logger.error("closing the store failed", metadata: ["error": "\(error)"])
            }
        }
    }
}

extension JournalDurability {
    /// Zero waits for the disk before each answer. So does `--dev`, which has no disk to wait for, and whose audit
    /// records tests read at once.
    init(_ settings: ServerSettings) {
        let (seconds, attoseconds) = settings.isDev ? (0, 0) : settings.auditFlush.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        self = milliseconds == 0 ? .flushed : .grouped(within: .milliseconds(milliseconds))
    }
}

extension TrailSchedule {
    init(_ settings: ServerSettings) {
        self.init(
            delivery: .seconds(settings.trailDelivery.components.seconds),
            digest: .seconds(settings.trailDigest.components.seconds),
            dataRetention: .seconds(settings.trailDataRetention.components.seconds))
    }
}
