internal import SourceText

/// The built-in default as a document, the lowest layer of an explanation. `policy/default.yaml` has the same bytes and
/// `Policy()` the same values; tests compare the three.
package enum BuiltInPolicy {
    static let file = SourceFile(path: "built-in default", text: text)

    package static let text = """
        # The built-in default. It applies without a policy file, and below every policy file.
        #
        #   helm template … | polyarch audit -
        #
        images:
          policy:
            preferMirror: false
            requireMultiArch: true        # linux/amd64 and linux/arm64
            mirrorRegistry: ""            # none
        digest: preferred                 # a reference without a digest is a warning
        floatingTags: [latest, main, master, dev, edge, nightly]
        allowedTags: []                   # regular expressions; empty allows every tag that is not floating
        private: []                       # registries and repositories that need a pull secret
        denied: []                        # registries that must not be used at run time
        noShell: []                       # images without a shell
        bootstrap: {}                     # workloads that run before any pull secret exists
        watch: []                         # tags to check although no manifest names them
        environments: []                  # in the order of promotion
        mirror:
          from: []
          except: []
          naming: explicit
          map: []
        rules: {}                         # every rule has a default severity
        extraction:                       # additional fields with images, and fields without
          rules: []
          ignore: []
        overrides: []
        waivers: []

        """
}
