package dev.keelson.program;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a {@link BpfIterator} writes, record by record; user space reads them in that order. On the
 * JVM it keeps them. Confined to one thread.
 *
 * @param <T> a record, or a box
 */
public final class SeqFile<T> {
  private final List<T> written = new ArrayList<>();

  /** An empty one, for calling an iterator's method on the JVM. */
  public SeqFile() {}

  /** Writes a record. */
  public void write(T record) {
    written.add(StoredValue.copyOf(record));
  }

  /** What was written, on the JVM. */
  public List<T> written() {
    return Collections.unmodifiableList(written);
  }
}
