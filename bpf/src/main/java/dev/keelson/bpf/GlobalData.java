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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
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

  /**
   * @param opened where its mappings go, for the object to close
   */
  GlobalData(BpfImage image, Collection<BpfMap> maps, Deque<AutoCloseable> opened) {
    this.image = image;
    this.maps = maps;
    this.opened = opened;
  }

  /** The bytes of a variable, read-only when it is a constant. */
  synchronized MemorySegment find(String name) {
    List<String> all = new ArrayList<>();
    for (BpfMap map : maps) {
      if (map.spec().isSection()) {
        Btf btf = Btf.read(image.btf().toArray(), "BTF of " + image.name());
        BtfType.DataSection section = (BtfType.DataSection) btf.type(map.spec().valueTypeId());
        for (BtfType.SectionVariable variable : section.variables()) {
          String found = btf.type(variable.variable()).name();
          if (found.equals(BtfName.identifier(name))) {
            return sections
                .computeIfAbsent(map.name(), _ -> open(map))
                .asSlice(variable.offset(), variable.sizeBytes());
          }
          all.add(found);
        }
      }
    }
    throw new NoSuchElementException(
        "%s has no global variable \"%s\" that a program uses; it has %s"
            .formatted(image.name(), name, all));
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
