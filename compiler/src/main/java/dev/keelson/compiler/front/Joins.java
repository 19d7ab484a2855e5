package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Block;
import dev.keelson.compiler.ir.Op;
import dev.keelson.compiler.ir.Type;
import dev.keelson.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Brings ways together: what differs between them becomes parameters of a new block. Every way
 * still has its block to itself, so that what must be computed for the join is computed there.
 */
final class Joins {
  /** One way: its block, still open, and the frame at its end. */
  record Path(Block block, Frame frame) {}

  /** The header of a loop: which positions of the frame are its parameters, in which shapes. */
  record Header(Block block, List<Optional<Shape>> positions, List<Resource> open) {}

  /** A joined frame, and where it stands. */
  record Joined(Header header, Frame frame) {}

  private final Emitter emitter;

  Joins(Emitter emitter) {
    this.emitter = emitter;
  }

  /** Joins ways that all came already; one way just goes on. */
  Path join(List<Path> paths) {
    if (paths.size() == 1) {
      return paths.getFirst();
    }
    Joined joined = join(paths, Set.of(), 0, List.of());
    return new Path(joined.header().block(), joined.frame());
  }

  /**
   * Joins the ways into a loop.
   *
   * @param stored local variables that the loop may set
   * @param locals number of local variables; positions behind them are the stack
   * @param known shapes that an earlier attempt found necessary; may be empty
   */
  Joined join(List<Path> paths, Set<Integer> stored, int locals, List<Shape> known) {
    List<Path> settled = paths.stream().map(this::settled).toList();
    int size = settled.getFirst().frame().size();
    if (settled.stream().anyMatch(path -> path.frame().size() != size)) {
      throw Malformed.because("ways with different stacks meet");
    }
    Value lock = settled.getFirst().frame().lock();
    if (settled.stream().anyMatch(path -> path.frame().lock() != lock)) {
      throw Malformed.because("ways with different monitors meet");
    }
    List<Resource> open = Resource.common(settled.stream().map(Path::frame).toList());
    for (Path path : settled) {
      emitter.at(path.block());
      Resource.leave(emitter, path.frame(), open);
    }
    List<List<Operand>> frames = settled.stream().map(path -> path.frame().operands()).toList();
    Block block = emitter.newBlock();
    List<Optional<Shape>> positions = new ArrayList<>();
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int position = i;
      List<Operand> incoming = frames.stream().map(frame -> frame.get(position)).toList();
      boolean changes = stored.contains(i) || (locals > 0 && i >= locals);
      if (!changes && incoming.stream().distinct().count() == 1) {
        positions.add(Optional.empty());
        operands.add(incoming.getFirst());
        continue;
      }
      Optional<Operand> object = changes ? Optional.empty() : object(incoming);
      if (object.isPresent()) {
        positions.add(Optional.empty());
        operands.add(object.get());
        continue;
      }
      Optional<Operand> constant = changes ? Optional.empty() : constant(incoming, block);
      if (constant.isPresent()) {
        positions.add(Optional.empty());
        operands.add(constant.get());
        continue;
      }
      Shape shape = incoming.stream().map(Operand::shape).reduce(Merging::merge).orElseThrow();
      if (!known.isEmpty()) {
        shape = Merging.merge(shape, known.get(i));
      }
      positions.add(Optional.of(shape));
      List<Value> parameters = new ArrayList<>();
      for (Type type : shape.types()) {
        parameters.add(emitter.parameterOf(block, type));
      }
      operands.add(new Operand(shape, parameters));
    }
    Header header = new Header(block, positions, open);
    settled.forEach(path -> jump(path, header));
    emitter.at(block);
    return new Joined(header, settled.getFirst().frame().with(operands));
  }

  /**
   * The kernel's object that every way brings, which only some know not to be null: it stays the
   * same value, by which it is known what must be given back.
   */
  private static Optional<Operand> object(List<Operand> incoming) {
    Operand first = incoming.getFirst();
    boolean same =
        incoming.stream()
            .allMatch(
                one -> one.shape() instanceof Shape.View && one.values().equals(first.values()));
    if (!same) {
      return Optional.empty();
    }
    Shape merged = incoming.stream().map(Operand::shape).reduce(Merging::merge).orElseThrow();
    boolean kept =
        merged instanceof Shape.View view && view.offset() == ((Shape.View) first.shape()).offset();
    return kept ? Optional.of(new Operand(merged, first.values())) : Optional.empty();
  }

  /** The constant that every way brings, made again in the block: it stays one that is known. */
  private Optional<Operand> constant(List<Operand> incoming, Block block) {
    List<OptionalLong> numbers =
        incoming.stream()
            .distinct()
            .map(operand ->
                operand.shape() instanceof Shape.Primitive
                    ? emitter.constant(operand.value())
                    : OptionalLong.empty())
            .distinct()
            .toList();
    boolean same =
        numbers.size() == 1
            && numbers.getFirst().isPresent()
            && incoming.stream().map(Operand::shape).distinct().count() == 1;
    if (!same) {
      return Optional.empty();
    }
    emitter.at(block);
    Value number =
        emitter.emit(
            new Op.Const(numbers.getFirst().getAsLong()), incoming.getFirst().value().type());
    return Optional.of(new Operand(incoming.getFirst().shape(), List.of(number)));
  }

  /** Ends a way with a jump to the header, whose shapes must hold what the way brings. */
  void jump(Path path, Header header) {
    emitter.at(path.block());
    List<Operand> operands = path.frame().operands();
    List<Value> arguments = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      if (header.positions().get(i).isPresent()) {
        arguments.addAll(
            Merging.conform(emitter, operands.get(i), header.positions().get(i).get()));
      }
    }
    emitter.jump(header.block(), arguments);
  }

  /** The way with every operand in a shape that can be joined. */
  Path settled(Path path) {
    emitter.at(path.block());
    Frame frame = path.frame().copy();
    frame.replaceAll(operand -> Merging.settled(emitter, operand));
    return new Path(path.block(), frame);
  }
}
