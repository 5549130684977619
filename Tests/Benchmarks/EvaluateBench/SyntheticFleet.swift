import AuditModel
import ImageModel
import ManifestScanning
import PolicyModel
import PolicyRules
import SourceText

/// A fleet of any size under one policy: ten places an image, a tenth of the images with something wrong about them.
enum SyntheticFleet {
    static let options = PlanOptions(depth: .config, asksForDrift: true, isFullFleet: true)
    // SAFETY: a constant that is a day.
    static let today = CalendarDate("2026-06-15") ?? { preconditionFailure("a constant that is a day") }()

    static var policy: String {
        let head = """
            images: { policy: { preferMirror: true, requireMultiArch: true, mirrorRegistry: ghcr.io/acme/mirror } }
            digest: required
            private: [ghcr.io/acme/private]
            denied: [quay.io]
            noShell: [docker.io/bench/image-7]
            pullPolicy: IfNotPresent
            mirror: { from: [docker.io], naming: path }
            bootstrap: { namespaces: [vault, argocd] }
            environments: [{ name: staging, namespaces: ["staging-*"] }, { name: production, namespaces: ["prod-*"] }]
            rules: { implicit-registry: warning, inconsistent-pin: warning }

            """
        let overrides = (0..<50).map { number -> String in
            switch number % 5 {
            case 0: "{ paths: [\"rendered/*/team-\(number)/**\"], platforms: [linux/amd64] }"
            case 1: "{ namespaces: [\"prod-\(number)*\"], digest: preferred }"
            case 2: "{ images: [\"docker.io/bench/image-\(number)*\"], rules: { floating-tag: note } }"
            case 3: "{ kinds: [CronJob], applications: [\"app-\(number)\"], rules: { unpinned: off } }"
            default: "{ images: [docker.io/bench/image-\(number)], names: [\"web-*\"], platforms: [linux/arm64] }"
            }
        }
        let rules = ["unpinned", "missing-platform", "floating-tag", "upstream-used"]
        let waivers = (0..<200).map { number -> String in
            let scope =
                switch number % 4 {
                case 0: "image: \"docker.io/bench/image-\(number):1.0\""
                case 1: "image: \"docker.io/*/image-\(number)*\""
                case 2: "namespaces: [staging-\(number)], kinds: [Deployment]"
                default: "image: docker.io/bench/image-\(number), paths: [\"rendered/cluster-1/**\"]"
                }
            let end = number % 10 == 0 ? "2026-01-31" : "2026-12-31"
            return "{ rule: \(rules[number % rules.count]), \(scope), reason: r, expires: \(end) }"
        }
        return head + "overrides:\n" + overrides.map { "  - \($0)\n" }.joined() + "waivers:\n"
            + waivers.map { "  - \($0)\n" }.joined()
    }

    /// Two images an object, forty objects a file.
    static func inventory(of count: Int) -> Inventory {
        let scanner = ManifestScanner()
        var inventory = Inventory()
        let objects = (count + 1) / 2
        for file in 0..<(objects + 39) / 40 {
            let documents = (file * 40..<min(objects, file * 40 + 40)).map { object($0, images: max(10, count / 10)) }
            let path = "rendered/cluster-\(file % 3)/team-\(file % 60)/\(file).yaml"
            inventory.append(scanner.scan(SourceFile(path: path, text: documents.joined(separator: "---\n"))))
        }
        return inventory
    }

    private static func object(_ number: Int, images: Int) -> String {
        let stage = number % 2 == 0 ? "staging" : "prod"
        let isJob = number % 10 == 9
        let command =
            isJob
            ? "command: [sh, -ec, 'set -u; apk info; curl -sf http://x | jq . > /tmp/y && test -s /tmp/y']"
            : "args: [serve]"
        return """
            apiVersion: \(isJob ? "batch/v1" : "apps/v1")
            kind: \(isJob ? "Job" : "Deployment")
            metadata:
              name: web-\(number)
              namespace: \(stage)-\(number % 100)
              annotations: { argocd.argoproj.io/tracking-id: "app-\(number % 300):apps/Deployment:x/y" }
            spec:
              template:
                spec:
                  serviceAccountName: robot
                  containers:
                    - { name: main, image: "\(image(number * 2 % images))", \(command) }
                    - { name: side, image: "\(image((number * 2 + 1) % images))", imagePullPolicy: Always }

            """
    }

    private static func image(_ number: Int) -> String {
        let name = number % 7 == 0 ? "ghcr.io/acme/private/image-\(number)" : "docker.io/bench/image-\(number)"
        let tag = number % 40 == 3 ? "latest" : "1.0"
        return number % 3 == 0 ? "\(name):\(tag)" : "\(name):\(tag)@\(content(name).digest ?? "")"
    }

    /// One image in ten lacks a platform.
    private static func content(_ name: String) -> ExampleImage {
        let number = Int(name.split(separator: "-").last ?? "0") ?? 0
        return number % 10 == 4
            ? .manifest("linux/amd64", build: "\(number)") : .index(["linux/amd64", "linux/arm64"], build: "\(number)")
    }

    static func answers(to plan: Plan) -> Resolutions {
        var known = Resolutions()
        while true {
            let open = known.unanswered(plan.informed(by: known).inquiries)
            if open.isEmpty { return known }
            for inquiry in open {
                known.record(content(inquiry.reference.repository).resolution(inquiry), for: inquiry)
            }
        }
    }
}
