// The declarations are all there is; a target needs a source.
