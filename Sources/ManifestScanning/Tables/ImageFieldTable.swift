/// Where images stand, and where what looks like one is none. One readable place: a new kind or key is a line here.
///
/// The tables hold names only. What a name means is decided by `KeyTraits`, what is done with it by the matchers.
enum ImageFieldTable {

    // MARK: - Containers

    /// Lists whose elements are containers, at any depth and in any kind.
    static let containerLists = ["containers", "initContainers", "ephemeralContainers"]

    /// Lists of containers by another name: Tekton's tasks, and the sidecars of many operators.
    static let containerLikeLists = [
        "sidecars", "steps", "sidecarContainers", "extraContainers", "additionalContainers", "extraInitContainers",
    ]

    /// Kinds whose containers must name an image. In others, an operator may fill in what is left empty.
    static let podKinds: Set<String> = [
        "Pod", "Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "ReplicationController", "Job", "CronJob",
        "PodTemplate",
    ]

    // MARK: - Keys that are no images, and what is below them neither

    /// Keys of an object that echo other state.
    static let echoingKeys = ["status"]

    /// Keys, at any depth, that hold names, patterns or bookkeeping.
    static let skippedKeys = [
        "matchExpressions", "managedFields", "nodeSelector", "openAPIV3Schema", "ownerReferences", "tolerations",
        "finalizers", "imageReferences", "skipImageReferences", "binaryData",
    ]

    /// The same: what is below them are labels.
    static let labelKeys = ["labels", "matchLabels", "selector", "commonLabels", "podLabels", "extraLabels"]

    /// Keys that speak of images in every pod: nobody asks why they name none.
    static let commonKeys: Set<String> = ["imagePullPolicy", "imagePullSecrets"]

    /// Volume types whose `image` is a block device's name.
    static let blockDeviceKeys = ["rbd"]

    /// Words that turn a key that ends in `image` into something else: a picture, a disk, a machine, a switch, a pattern.
    static let foreignWords: Set<String> = [
        "background", "icon", "logo", "cover", "avatar", "banner", "splash", "thumbnail", "picture", "machine", "vm",
        "ami", "iso", "disk", "boot", "backing", "verify", "allow", "enable", "disable", "skip", "ignore", "use",
        "allowed", "banned", "blocked", "denied", "excluded", "exempt", "exempted", "forbidden", "ignored", "trusted",
    ]

    /// Words beside `image` that make a key hold patterns, or images that are not run: what is below is not read.
    static let patternWords: Set<String> = [
        "allowed", "banned", "blocked", "denied", "exclude", "excluded", "exempt", "exempted", "forbidden", "ignore",
        "ignored", "skip", "trusted",
    ]

    /// Lone words that are no images, though they stand under a key `image`.
    static let plainWords: Set<String> = ["true", "false", "yes", "no", "on", "off", "none", "null", "default"]

    /// Values that name a picture or a disk file.
    static let fileSuffixes = [
        ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".webp", ".iso", ".img", ".qcow2", ".vmdk", ".ova", ".raw",
        ".vhd", ".tar", ".gz", ".zip", ".xz",
    ]

    // MARK: - Keys that name images

    /// What follows the word `image` where a key still names one: `imageName`, `registrationImagePullSpec`.
    static let nameSuffixes: [[String]] = [
        [], ["name"], ["ref"], ["reference"], ["uri"], ["pull", "spec"], ["full", "name"], ["spec"],
    ]

    /// Keys that name an image although they do not end in the word.
    static let otherImageKeys: Set<String> = ["osImageURL", "dockerImageReference", "imageURI", "initImageURL"]

    /// What follows the word `images` where a key names several: `images`, `sidecar_docker_images`, `imageList`.
    static let listSuffixes: [[String]] = [["images"], ["image", "list"], ["image", "names"]]

    /// Words in the name of a variable or parameter that make its value a part or a property of an image.
    static let propertyWords: Set<String> = [
        "pull", "policy", "tag", "version", "port", "host", "addr", "address", "registry", "repo", "repository",
        "secret", "secrets", "prefix", "type", "format", "size", "url", "path", "dir", "digest", "sha", "endpoint",
        "server", "provider", "service", "timeout", "count", "enabled", "opts", "options", "args", "flags", "mode",
        "model", "engine", "generation", "bucket", "folder", "directory", "location", "domain", "storage", "store",
        "upload", "extension", "extensions", "formats", "api", "token", "user", "username", "namespace", "org", "owner",
        "project", "quality", "width", "height", "retention", "interval", "cache",
    ]

    /// Keys that hold scripts and files for a machine: words of them are looked at.
    static let scriptKeys = [
        "script", "source", "content", "contents", "run", "runcmd", "userData", "preKubeadmCommands",
        "postKubeadmCommands",
    ]

    /// Lists of parameters that a chart gets, `{name: image.tag, value: …}`.
    static let parameterLists = ["parameters", "set"]

    /// Keys below a key that names an image where the image is chosen by a form: what is set, and what may be.
    static let chosenKeys: Set<String> = ["value", "default"]
    static let choicesKeys: Set<String> = ["options", "choices"]

    /// Keys below a key `image` whose value is the image, if it has a tag or digest: it may be a picture's place.
    static let addressKeys: Set<String> = ["url", "uri"]

    // MARK: - Values

    /// Keys whose values are never a whole reference, however much they look like one (`tag: v1@sha256:…`).
    static let partialValueKeys = ["tag", "newTag", "version", "digest", "appVersion", "imageTag", "versionTag"]

    /// Hosts that serve no images although they stand before a path and a colon.
    static let foreignHosts: Set<String> = ["github.com", "bitbucket.org", "kubernetes.io", "k8s.io", "gitlab.com"]

    /// Ports of what is no registry: `postgres.db.svc:5432/app:main` names a database.
    static let foreignPorts: Set<String> = [
        "21", "22", "25", "53", "389", "636", "1433", "1521", "2181", "2379", "2380", "3306", "4222", "4317", "4318",
        "5432", "5672", "6379", "6443", "6650", "7687", "8086", "8123", "9000", "9042", "9090", "9092", "9093", "9200",
        "11211", "26257", "27017",
    ]

    /// What stands behind the last colon of a taint.
    static let taintEffects: Set<String> = ["NoSchedule", "PreferNoSchedule", "NoExecute"]

    // MARK: - Annotations

    /// Annotations that echo or steer, by what their keys begin with.
    static let foreignAnnotations = [
        "kubectl.kubernetes.io/last-applied-configuration", "argocd-image-updater.argoproj.io/",
        "image.openshift.io/triggers", "kbld.k14s.io/", "alpha.image.policy.openshift.io/", "checksum/",
        "meta.helm.sh/", "objectset.rio.cattle.io/", "config.kubernetes.io/",
        "client.knative.dev/",
    ]

    /// Annotations that hold the tag of an image that another one names.
    static let annotationTags = [
        "config.linkerd.io/proxy-image": "config.linkerd.io/proxy-version",
        "config.linkerd.io/init-image": "config.linkerd.io/init-image-version",
        "config.linkerd.io/debug-image": "config.linkerd.io/debug-image-version",
    ]
}
