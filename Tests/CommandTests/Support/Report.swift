/// The JSON report as a consumer reads it: the keys are a contract.
struct Report: Decodable {
    struct Summary: Decodable {
        struct Findings: Decodable {
            let error: Int
            let warning: Int
            let note: Int
        }

        let occurrences: Int
        let images: Int
        let findings: Findings
        let unchecked: Int
    }

    struct Image: Decodable {
        struct Failure: Decodable {
            let kind: String
            let message: String
        }

        struct Mirror: Decodable {
            let reference: String
            let verdict: String
        }

        let reference: String
        let state: String
        let digest: String?
        let mediaType: String?
        let platforms: [String]?
        let failure: Failure?
        let mirror: Mirror?
        let pinned: String?
    }

    struct Run: Decodable {
        let started: String
        let seconds: Double
        let requests: Int
    }

    struct Location: Decodable {
        let file: String?
        let line: Int?
        let column: Int?
        let path: String?
        let kind: String?
        let namespace: String?
        let name: String?
        let status: String
        let fingerprint: String
    }

    struct Finding: Decodable {
        let rule: String
        let severity: String
        let message: String
        let image: String
        let platforms: [String]
        let locations: [Location]
        let fix: String?
    }

    struct Unchecked: Decodable {
        let image: String?
        let file: String?
        let kind: String
        let message: String
    }

    let schema: String
    let toolVersion: String
    let policyFiles: [String]
    let summary: Summary
    let run: Run
    let images: [Image]
    let findings: [Finding]
    let unchecked: [Unchecked]
}
