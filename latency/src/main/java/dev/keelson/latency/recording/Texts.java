package dev.keelson.latency.recording;

import dev.keelson.latency.recording.PayloadReader.MalformedPayload;
import java.util.ArrayList;
import java.util.List;

/** The texts of a recording that were read so far, by their numbers. */
final class Texts {
  private final List<String> texts = new ArrayList<>(List.of(""));

  void add(String text) {
    texts.add(text);
  }

  String get(PayloadReader payload) throws MalformedPayload {
    long number = payload.number();
    if (number < 0 || number >= texts.size()) {
      throw new MalformedPayload(
          "there are %d texts so far, and none has number %d".formatted(texts.size(), number));
    }
    return texts.get((int) number);
  }

  /** The constant of that name. */
  <E extends Enum<E>> E constant(PayloadReader payload, Class<E> type) throws MalformedPayload {
    String name = get(payload);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw new MalformedPayload(
        "this version of Keelson knows no %s %s".formatted(type.getSimpleName(), name));
  }
}
