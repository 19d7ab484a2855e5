package dev.keelson.latency.recording;

import dev.keelson.latency.fact.Fact;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Facts of every kind with any contents, made by the shapes of their records. */
final class AnyFacts {
  private static final long[] EDGES = {0, 1, -1, 63, 64, -64, -65, Long.MAX_VALUE, Long.MIN_VALUE};
  private static final String[] TEXTS = {
    "", "x", "größer", "a\0b", "java.util.concurrent", "\uD83D\uDE00"
  };

  private final Random random;

  AnyFacts(long seed) {
    this.random = new Random(seed);
  }

  List<Fact> some(int count) {
    List<Fact> facts = new ArrayList<>();
    List<Class<?>> kinds = records(Fact.class);
    for (int i = 0; i < count; i++) {
      facts.add((Fact) any(kinds.get(i < kinds.size() ? i : random.nextInt(kinds.size()))));
    }
    return facts;
  }

  RecordingHeader header() {
    return (RecordingHeader) any(RecordingHeader.class);
  }

  private static List<Class<?>> records(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses())
            .flatMap(one -> records(one).stream())
            .toList()
        : List.of(type);
  }

  /** Tries until the record takes it: parts of a turn, for example, have an order of size. */
  private Object any(Class<?> type) {
    if (type == long.class) {
      return random.nextInt(4) == 0
          ? EDGES[random.nextInt(EDGES.length)]
          : random.nextLong() >>> random.nextInt(64);
    } else if (type == int.class) {
      return random.nextInt() >> random.nextInt(32);
    } else if (type == boolean.class) {
      return random.nextBoolean();
    } else if (type == String.class) {
      return TEXTS[random.nextInt(TEXTS.length)];
    } else if (type == List.class) {
      return List.of(TEXTS[random.nextInt(TEXTS.length)], "two");
    } else if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    } else if (type.isSealed()) {
      List<Class<?>> records = records(type);
      return any(records.get(random.nextInt(records.size())));
    }
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    while (true) {
      try {
        return type.getDeclaredConstructor(types)
            .newInstance(Arrays.stream(types).map(this::any).toArray());
      } catch (InvocationTargetException refused) {
        if (!(refused.getCause() instanceof IllegalArgumentException)) {
          throw new AssertionError(refused);
        }
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("a record without its constructor: " + type, e);
      }
    }
  }
}
