import Foundation

/// The JSON of `polyarch mirror` as a consumer reads it: the keys are a contract.
struct MirrorJSON: Decodable {
    struct Summary: Decodable {
        let pairs: Int
        let verdicts: [String: Int]
        let unchecked: Int
    }

    struct Child: Decodable {
        let platform: String
        let digest: String
    }

    struct Failure: Decodable {
        let kind: String
        let message: String
    }

    struct Attachment: Decodable {
        let name: String
        let kind: String
        let state: String
    }

    struct Pair: Decodable {
        let source: String
        let target: String
        let verdict: String
        let severity: String?
        let sourceDigest: String?
        let targetDigest: String?
        let sourcePlatforms: [String]
        let targetPlatforms: [String]
        let lost: [String]
        let different: [String]
        let absent: [String]
        let child: Child?
        let attestations: String?
        let attachments: [Attachment]?
        let cause: String?
        let repair: String?
        let failure: Failure?
    }

    struct Unchecked: Decodable {
        let image: String?
        let file: String?
        let kind: String
    }

    let schema: String
    let summary: Summary
    let run: Report.Run
    let pairs: [Pair]
    let unchecked: [Unchecked]

    init(_ bytes: [UInt8]) throws { self = try JSONDecoder().decode(MirrorJSON.self, from: Data(bytes)) }
}
