package dev.keelson.compiler.front;

/**
 * What is wrong at an instruction, without its place: thrown where it is found, caught where the
 * place is known.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String id;
  private final String reason;
  private final String remedy;

  /**
   * @param id stable name of the rule
   * @param message what is wrong
   * @param reason why it cannot be; may be empty
   * @param remedy what to write instead
   */
  Refusal(String id, String message, String reason, String remedy) {
    super(message, null, false, false);
    this.id = id;
    this.reason = reason;
    this.remedy = remedy;
  }

  String id() {
    return id;
  }

  String reason() {
    return reason;
  }

  String remedy() {
    return remedy;
  }
}
