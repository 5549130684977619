/// The matchers that take images, by the names that lists show.
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

    /// Why a place that this matcher took is an image.
    package var explanation: String {
        switch self {
        case .container: "`image` of a container"
        case .imageVolume: "`image.reference`, an image that is mounted"
        case .imageKey: "the key `image`"
        case .imageName: "the key's name ends in a word for an image"
        case .imageList: "an element of a list or map of images"
        case .imageObject: "the name of a `DockerImage`"
        case .imageMap: "a map with the parts of a reference"
        case .imageSiblings: "an image beside its tag or digest"
        case .variable: "a variable or parameter that is named for an image, or whose value can hardly be anything else"
        case .argument: "an argument that is named for an image, or whose value can hardly be anything else"
        case .configData: "a value of a ConfigMap or Secret that is named for an image, or can hardly be anything else"
        case .annotation: "an annotation that is named for an image, or whose value can hardly be anything else"
        case .kustomization: "what a kustomization replaces an image by"
        case .patch: "a JSON patch of a field `image`"
        case .value: "a value with a registry's host and a tag, or with a digest"
        case .text: "a word with a registry's host and a tag, or a line `image: …`, in a text"
        case .ociURL: "an oci:// URL: an artifact, which is listed and not judged"
        case .dockerURL: "a docker:// URL"
        case .policy: "a rule of the policy names the field"
        }
    }
}
