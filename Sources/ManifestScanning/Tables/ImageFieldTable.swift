/// The field names and values that say where images are, and what only looks like one. To add a field, a word or a
/// host, add one entry here; for what is particular to a kind of object, see `KindTable`.
///
/// Nothing here decides: `KeyTraits` and `KeyWords` derive the meaning of a key, the matchers that of a value.
enum ImageFieldTable {

    // MARK: - Field names

    /// What keys of exactly these names mean. Keys that are not listed are read as words: `queueSidecarImage` and
    /// `imageRef` name an image without an entry. Where several keys could hold the tag or digest of an image, the
    /// first in this table counts.
    static let fields: [(names: [String], traits: KeyTraits)] = [
        (["apiVersion", "kind"], .identity),
        (["metadata"], .metadata),

        // Containers, at any depth and in any kind; then under the names that Tekton and many operators use.
        (["containers", "initContainers", "ephemeralContainers"], .containers),
        (["sidecars", "steps", "sidecarContainers", "extraContainers", "additionalContainers"], .containers),
        (["extraInitContainers"], .containers),
        (["serviceAccountName", "serviceAccount", "imagePullSecrets"], .pod),
        (["affinity"], .scheduling),
        (["nodeSelector"], [.scheduling, .skipped]),

        // Whole references.
        (["image"], [.image, .hasSiblings]),
        (["baseImage", "dockerImage", "imageName"], [.imageLike, .hasSiblings]),
        (["osImageURL", "initImageURL"], .imageLike),

        // Parts of a reference.
        (["registry", "hub", "imageRegistry", "image_registry"], .registry),
        (["repository", "repo"], .repository),
        (["imageRepository", "image_repository"], [.repository, .imageRepository]),
        (["tag", "imageTag", "image_tag"], [.tag, .partialValue, .sibling]),
        (["version", "versionTag", "imageVersion"], [.tag, .partialValue]),
        (["defaultImageVersion"], [.partialValue, .mentionsImage, .sibling]),
        (["digest", "imageDigest", "image_digest"], [.digest, .partialValue, .sibling]),
        (["sha"], [.digest, .sibling]),
        (["sha256", "hash", "digestHash"], .digest),
        (["appVersion"], .partialValue),
        // Kustomize.
        (["newName"], .newName),
        (["newTag"], [.tag, .partialValue]),

        // Named values, JSON patches and parameters of charts.
        (["name"], .name),
        (["value", "default"], .value),
        (["path"], .path),
        (["op"], .operation),
        (["parameters", "set"], .parameters),

        // Text in which images are searched for.
        (["annotations", "podAnnotations"], .annotations),
        (["data", "stringData"], .configData),
        (["args", "command"], .arguments),
        (["script", "source", "content", "contents", "run", "runcmd", "userData"], .script),
        (["preKubeadmCommands", "postKubeadmCommands"], .script),

        // Not images: state, labels, names and patterns, with all that is below them.
        (["status"], .status),
        (["labels", "matchLabels", "selector", "commonLabels", "podLabels", "extraLabels"], [.skipped, .labels]),
        (["matchExpressions", "managedFields", "openAPIV3Schema", "ownerReferences", "tolerations"], .skipped),
        (["finalizers", "imageReferences", "skipImageReferences", "binaryData"], .skipped),
        // A volume type whose `image` is a block device.
        (["rbd"], .blockDevice),
        (["imagePullPolicy"], []),
    ]

    // MARK: - Keys beside an image

    /// Suffixes of tag keys; the rest of the key names the image: `coreDNSImageTag`, `redis_image_version`.
    static let tagSuffixes = ["Tag", "_tag", "_version", "Version"]
    /// `flinkImageDigest`.
    static let digestSuffixes = ["Digest", "_digest", "SHA"]
    /// `flinkImageRepository` beside `flinkImageTag`.
    static let repositorySuffixes = ["Repository", "_repository"]

    // MARK: - Words in keys

    /// What follows the word `image` in a key that names one: `imageName`, `registrationImagePullSpec`.
    static let nameSuffixes: [[String]] = [
        [], ["name"], ["ref"], ["reference"], ["uri"], ["pull", "spec"], ["full", "name"], ["spec"],
    ]

    /// The end of a key that names several: `sidecar_docker_images`, `imageList`.
    static let listSuffixes: [[String]] = [["images"], ["image", "list"], ["image", "names"]]

    /// The last word of a key with the word `image` that holds a part of a reference: `configReloaderImageTag`.
    static let partWords: Set<String> = ["tag", "version", "digest", "sha"]

    /// Words that turn a key that ends in `image` into something else: a picture, a disk, a machine, a switch, a
    /// pattern.
    static let otherMeaningWords: Set<String> = [
        "background", "icon", "logo", "cover", "avatar", "banner", "splash", "thumbnail", "picture", "machine", "vm",
        "ami", "iso", "disk", "boot", "backing", "verify", "allow", "enable", "disable", "skip", "ignore", "use",
        "allowed", "banned", "blocked", "denied", "excluded", "exempt", "exempted", "forbidden", "ignored", "trusted",
    ]

    /// Words beside `image` in keys that hold patterns, or images that do not run: nothing below is read.
    static let patternWords: Set<String> = [
        "allowed", "banned", "blocked", "denied", "exclude", "excluded", "exempt", "exempted", "forbidden", "ignore",
        "ignored", "skip", "trusted",
    ]

    /// Words in the name of a variable or parameter that make its value a part or a property of an image.
    static let propertyWords: Set<String> = [
        "pull", "policy", "tag", "version", "port", "host", "addr", "address", "registry", "repo", "repository",
        "secret", "secrets", "prefix", "type", "format", "size", "url", "path", "dir", "digest", "sha", "endpoint",
        "server", "provider", "service", "timeout", "count", "enabled", "opts", "options", "args", "flags", "mode",
        "model", "engine", "generation", "bucket", "folder", "directory", "location", "domain", "storage", "store",
        "upload", "extension", "extensions", "formats", "api", "token", "user", "username", "namespace", "org", "owner",
        "project", "quality", "width", "height", "retention", "interval", "cache",
    ]

    // MARK: - Keys below a key that names an image

    /// The image that is chosen, and the ones to choose from: `image: {value: …, options: […]}`.
    static let chosenKeys: Set<String> = ["value", "default"]
    static let choiceKeys: Set<String> = ["options", "choices"]

    /// Hold an image only if the value has a tag or digest: it may be the address of a picture.
    static let addressKeys: Set<String> = ["url", "uri"]

    // MARK: - Values

    /// Single words that are not images, even under a key `image`.
    static let plainWords: Set<String> = ["true", "false", "yes", "no", "on", "off", "none", "null", "default"]

    /// Values that name a picture or a disk file.
    static let fileSuffixes = [
        ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".webp", ".iso", ".img", ".qcow2", ".vmdk", ".ova", ".raw",
        ".vhd", ".tar", ".gz", ".zip", ".xz",
    ]

    /// Hosts that serve no images, although names with them look like references.
    static let otherHosts: Set<String> = ["github.com", "bitbucket.org", "kubernetes.io", "k8s.io", "gitlab.com"]

    /// Ports of other services: `postgres.db.svc:5432/app:main` names a database.
    static let otherPorts: Set<String> = [
        "21", "22", "25", "53", "389", "636", "1433", "1521", "2181", "2379", "2380", "3306", "4222", "4317", "4318",
        "5432", "5672", "6379", "6443", "6650", "7687", "8086", "8123", "9000", "9042", "9090", "9092", "9093", "9200",
        "11211", "26257", "27017",
    ]

    /// What follows the last colon of a taint.
    static let taintEffects: Set<String> = ["NoSchedule", "PreferNoSchedule", "NoExecute"]

    // MARK: - Annotations

    /// Prefixes of annotations that repeat other state or configure a tool.
    static let ignoredAnnotations = [
        "kubectl.kubernetes.io/last-applied-configuration", "argocd-image-updater.argoproj.io/",
        "image.openshift.io/triggers", "kbld.k14s.io/", "alpha.image.policy.openshift.io/", "checksum/",
        "meta.helm.sh/", "objectset.rio.cattle.io/", "config.kubernetes.io/",
        "client.knative.dev/",
    ]

    /// Annotations that hold the tag of the image in another one.
    static let annotationTags = [
        "config.linkerd.io/proxy-image": "config.linkerd.io/proxy-version",
        "config.linkerd.io/init-image": "config.linkerd.io/init-image-version",
        "config.linkerd.io/debug-image": "config.linkerd.io/debug-image-version",
    ]

    // MARK: - Objects

    /// Kinds whose containers must name an image. In others, an operator may fill in what is left empty.
    static let podKinds: Set<String> = [
        "Pod", "Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "ReplicationController", "Job", "CronJob",
        "PodTemplate",
    ]
}
