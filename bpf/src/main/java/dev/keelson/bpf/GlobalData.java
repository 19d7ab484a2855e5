package dev.keelson.bpf;

import dev.keelson.linux.Mapping;
import dev.keelson.linux.Memory;
import dev.keelson.linux.Protection;
import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfName;
import dev.keelson.object.btf.BtfType;
import dev.keelson.object.image.BpfImage;
import dev.keelson.object.image.MapSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The sections of global data of an object, found by the names that its BTF gives to their
 * variables. Sections are mapped when first asked for; constants are copied instead, because they
 * never change. Safe for use by any thread.
 */
final class GlobalData {
  private final BpfImage image;
  private final Collection<BpfMap> maps;
  private final Deque<AutoCloseable> opened;
  private final Map<String, MemorySegment> sections = new HashMap<>();
  private Map<String, Variable> variables;

  private record Variable(BpfMap section, int offset, int sizeBytes) {}

  /**
   * @param opened where its mappings go, for the object to close
   */
  GlobalData(BpfImage image, Collection<BpfMap> maps, Deque<AutoCloseable> opened) {
    this.image = image;
    this.maps = maps;
    this.opened = opened;
  }

  /** Whether there is a variable of that name. */
  synchronized boolean has(String name) {
    return variables().containsKey(BtfName.identifier(name));
  }

  /** The bytes of a variable, read-only when it is a constant. */
  synchronized MemorySegment find(String name) {
    Variable found = variables().get(BtfName.identifier(name));
    if (found == null) {
      throw new NoSuchElementException(
          "%s has no global variable \"%s\" that a program uses; it has %s"
              .formatted(image.name(), name, variables().keySet()));
    }
    return sections
        .computeIfAbsent(found.section().name(), _ -> open(found.section()))
        .asSlice(found.offset(), found.sizeBytes());
  }

  /** All of them, read from BTF when first asked for. */
  private Map<String, Variable> variables() {
    if (variables == null) {
      variables = new LinkedHashMap<>();
      for (BpfMap map : maps) {
        if (map.spec().isSection()) {
          Btf btf = Btf.read(image.btf().toArray(), "BTF of " + image.name());
          BtfType.DataSection section = (BtfType.DataSection) btf.type(map.spec().valueTypeId());
          for (BtfType.SectionVariable variable : section.variables()) {
            variables.putIfAbsent(
                btf.type(variable.variable()).name(),
                new Variable(map, variable.offset(), variable.sizeBytes()));
          }
        }
      }
    }
    return variables;
  }

  private MemorySegment open(BpfMap section) {
    MapSpec spec = section.spec();
    if (spec.isReadOnly()) {
      MemorySegment copy = Arena.ofAuto().allocate(spec.valueSize(), Long.BYTES);
      section.get(Arena.ofAuto().allocate(Integer.BYTES), copy);
      return copy.asReadOnly();
    }
    Mapping mapping = Memory.map(section.fd(), 0, spec.valueSize(), Protection.READ_WRITE);
    opened.push(mapping);
    return mapping.segment();
  }
}
