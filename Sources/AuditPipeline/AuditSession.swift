package import AuditModel
internal import DocumentReading
internal import FileSystem
internal import HTTPTransport
package import PolicyModel
package import PolicyRules
internal import RegistryAccess
internal import SourceText

/// One run: a policy, access to the registries, and a point in time. Opened once per process, used once.
package final class AuditSession: Sendable {
    /// What a run depends on besides its inputs.
    package struct Configuration: Sendable {
        package var toolVersion: String
        package var clock: RunClock
        package var policy: PolicySelection
        package var registriesFile: String?
        package var access: RegistryAccessSettings
        package var environment: [String: String]

        package init(
            toolVersion: String, clock: RunClock, policy: PolicySelection = PolicySelection(),
            registriesFile: String? = nil, access: RegistryAccessSettings = RegistryAccessSettings(),
            environment: [String: String] = [:]
        ) {
            self.toolVersion = toolVersion
            self.clock = clock
            self.policy = policy
            self.registriesFile = registriesFile
            self.access = access
            self.environment = environment
        }
    }

    package let policy: Policy
    let resolver: ImageResolver
    let endpoints: RegistryEndpoints
    let transport: CurlTransport
    let configuration: Configuration

    /// Reads policy, registries file and credentials, so that mistakes in them are reported before anything is scanned.
    package init(_ configuration: Configuration) throws(UsageError) {
        self.configuration = configuration
        policy = try configuration.policy.policy()
        do {
            let file = try configuration.registriesFile.map(SourceFile.init(named:))
            endpoints = try file.map { try RegistryEndpoints($0) } ?? RegistryEndpoints()
            (transport, resolver) = try configuration.access.open(
                endpoints: endpoints, environment: configuration.environment,
                userAgent: "polyarch/" + configuration.toolVersion)
        } catch let error as UsageError {
            throw error
        } catch let error as FileError {
            throw UsageError(error)
        } catch let error as TransferError {
            throw UsageError("libcurl cannot be used: \(error.message)")
        } catch {
            // Descriptions of errors in registries files and credentials begin with the place.
            throw UsageError(located: error)
        }
    }

    /// Waits until the connections are closed.
    package func close() { transport.close() }

    /// Judges what scanning found.
    ///
    /// - Parameter allowsEmpty: whether a run that finds no image at all is complete; by default it is not, because
    ///   a broken render step must not look green.
    package func audit(_ inventory: Inventory, options: PlanOptions, allowsEmpty: Bool, baseline: Baseline? = nil) async
        -> Audit
    {
        var audit = await audit(
            Plan(inventory, policy: policy, options: options), unreadable: inventory.unreadable,
            baseline: baseline)
        audit.report.fileCount = inventory.fileCount
        audit.report.occurrenceCount = inventory.occurrences.count
        if inventory.occurrences.isEmpty, !allowsEmpty { audit.report.unchecked.append(.noImages(in: inventory)) }
        return audit
    }

    /// Judges images that are named on a command line.
    ///
    /// - Parameter allowsEmpty: whether a run without images is complete, as for `audit`.
    package func check(_ images: [String], options: PlanOptions, allowsEmpty: Bool) async -> Audit {
        let uses = images.mapSlices { $0.map(ImageUse.init(named:)) }.flatMap(\.self)
        var audit = await audit(Plan(uses, policy: policy, options: options), unreadable: [])
        audit.report.occurrenceCount = images.count
        if images.isEmpty, !allowsEmpty { audit.report.unchecked.append(.noImages("the lists name no image")) }
        return audit
    }

    private func audit(_ plan: Plan, unreadable: [UnreadableSource], baseline: Baseline? = nil) async -> Audit {
        let informed = await plan.informed(by: resolver)
        transport.stop()
        let evaluation = Evaluation(
            of: informed, today: configuration.clock.today, unreadable: unreadable,
            baseline: baseline?.fingerprints ?? [])
        var report = AuditReport(
            toolVersion: configuration.toolVersion, policyFiles: policy.files,
            images: evaluation.images.map { image in
                var image = image
                image.endpoint = resolver.endpoint(for: image.reference)?.shown
                return image
            },
            findings: evaluation.findings, unchecked: evaluation.unchecked,
            run: runFacts)
        report.baseline = baseline.map { BaselineFacts($0, evaluation.findings) }
        return Audit(plan: informed, report: report)
    }

    /// So far.
    var runFacts: RunFacts {
        RunFacts(
            started: configuration.clock.started, seconds: configuration.clock.elapsedSeconds,
            requests: resolver.requestCount, registries: resolver.facts(at: endpoints))
    }
}

/// A judged run: the report, and what it was made from.
package struct Audit: Sendable {
    package let plan: InformedPlan
    package var report: AuditReport
}

extension Unchecked {
    fileprivate static func noImages(in inventory: Inventory) -> Unchecked {
        let message =
            switch inventory.fileCount {
            case 0: "no .yaml, .yml or .json file was found"
            case 1: "no image was found in 1 file"
            case let count: "no image was found in \(count) files"
            }
        return noImages(message + "; is this the rendered output?")
    }

    fileprivate static func noImages(_ message: String) -> Unchecked {
        Unchecked(
            item: .run, kind: "no-images", message: message + " (--allow-empty accepts an empty run)", locations: [])
    }
}
