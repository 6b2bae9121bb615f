extension Lowering {
  /// Where a value is while the program runs.
  struct Place {
    /// Doubles from the frame's start, or, where negative, ~offset into the constants; from
    /// `scratchBase` on, into the scratch space of a thread.
    let offset: Int
    /// The values that it holds.
    let count: Int
    /// The doubles that it takes, with what pads it to whole vectors or tiles.
    let size: Int
    /// Whether this is a whole field, through which blocks advance; false for scalars and for fields of
    /// which only the current block exists.
    let isWhole: Bool

    /// Whether it is a field, whole or not.
    var isField: Bool { isWhole || size >= Lowering.tile }

    /// A scalar, on a vector of its own: kernels work on whole ones.
    static func scalar(at offset: Int) -> Place {
      Place(offset: offset, count: 1, size: AlignedBuffer.width, isWhole: false)
    }

    /// A whole field.
    static func field(of count: Int, at offset: Int) -> Place {
      Place(offset: offset, count: count, size: fieldSize(count), isWhole: true)
    }

    /// The block of a field that a pass works on.
    static func block(of count: Int, at offset: Int) -> Place {
      Place(offset: offset, count: count, size: fieldSize(count), isWhole: false)
    }

    /// The doubles that a field takes.
    static func fieldSize(_ count: Int) -> Int {
      (max(1, count) + Lowering.tile - 1) / Lowering.tile * Lowering.tile
    }

    /// The same as something that stays where it is while fields advance.
    var still: Place { Place(offset: offset, count: count, size: size, isWhole: false) }

    /// A part of a whole field.
    func part(at start: Int, count: Int) -> Place {
      Place(
        offset: offset >= 0 ? offset + start : offset - start, count: count, size: count,
        isWhole: true)
    }
  }
}
