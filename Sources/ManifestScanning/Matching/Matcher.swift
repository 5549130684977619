/// What recognised an image, by the names that lists show.
package enum Matcher: String, CaseIterable {
    case container
    case imageVolume = "image-volume"
    case imageKey = "image-key"
    case imageName = "image-name"
    case imageList = "image-list"
    case imageObject = "image-object"
    case imageMap = "image-map"
    case imageSiblings = "image-siblings"
    case variable = "variable"
    case argument
    case configData = "config-data"
    case annotation
    case kustomization
    case patch = "json-patch"
    case value
    case text
    case ociURL = "oci-url"
    case dockerURL = "docker-url"
    case policy

    /// What the matcher recognised, for `list --explain`.
    package var explanation: String {
        switch self {
        case .container: "the `image` of a container"
        case .imageVolume: "`image.reference`, an image mounted as a volume"
        case .imageKey: "the key `image`"
        case .imageName: "a key whose name begins or ends with a word for an image"
        case .imageList: "an element of a list or map of images"
        case .imageObject: "the name of a `DockerImage`"
        case .imageMap: "a map with the parts of a reference"
        case .imageSiblings: "an image with its tag or digest in the field next to it"
        case .variable: "a variable or parameter named after an image, or whose value can hardly be anything else"
        case .argument: "an argument named after an image, or whose value can hardly be anything else"
        case .configData: "a value of a ConfigMap or Secret named after an image, or that can hardly be anything else"
        case .annotation: "an annotation named after an image, or whose value can hardly be anything else"
        case .kustomization: "the replacement for an image in a kustomization"
        case .patch: "a JSON patch of a field `image`"
        case .value: "a value with a registry host and a tag, or with a digest"
        case .text: "a word with a registry host and a tag, or a line `image: …`, in a text"
        case .ociURL: "an oci:// URL: an artifact, which is listed but not checked"
        case .dockerURL: "a docker:// URL"
        case .policy: "an extraction rule of the policy"
        }
    }
}
