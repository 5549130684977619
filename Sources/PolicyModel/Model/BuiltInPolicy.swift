internal import SourceText

/// The default as a document, for those who explain a policy: it is the lowest layer. `policy/default.yaml` has the same
/// bytes, and `Policy()` is what it says; tests hold the three together.
package enum BuiltInPolicy {
    static let file = SourceFile(path: "built-in default", text: text)

    package static let text = """
        # The built-in default: it applies without any file, and below every file.
        #
        #   helm template … | polyarch audit -
        #
        images:
          policy:
            preferMirror: false
            requireMultiArch: true        # linux/amd64 and linux/arm64
            mirrorRegistry: ""            # none
        digest: preferred                 # a reference without digest is a warning
        floatingTags: [latest, main, master, dev, edge, nightly]
        allowedTags: []                   # regular expressions; empty allows every tag that does not float
        private: []                       # registries and repositories whose pull needs a secret
        denied: []                        # registries that must not be needed at run time
        noShell: []                       # images without a shell
        bootstrap: {}                     # what must run before any pull secret exists
        watch: []                         # tags that no manifest names
        environments: []                  # in the order of promotion
        mirror:
          from: []
          except: []
          naming: explicit
          map: []
        rules: {}                         # every rule has its own severity
        extraction:                       # fields with images, and fields without, beside what is known
          rules: []
          ignore: []
        overrides: []
        waivers: []

        """
}
