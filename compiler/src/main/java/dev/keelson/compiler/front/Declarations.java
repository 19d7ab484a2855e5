package dev.keelson.compiler.front;

import dev.keelson.object.image.AttachPoint;
import dev.keelson.object.image.MapType;
import dev.keelson.object.image.ProgramType;
import dev.keelson.object.layout.DataType;
import java.lang.classfile.Attributes;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Signature;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.AccessFlag;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The static finals of classes: maps, settings and constants, found by interpreting the class
 * initialiser, which never runs. Confined to one thread.
 */
final class Declarations {
  private static final String MAPS = "dev/keelson/program/Maps";
  private static final String SETTING = "dev/keelson/program/Setting";
  private static final Map<String, MapType> MAP_TYPES =
      Map.of(
          "hash", MapType.HASH,
          "lruHash", MapType.LRU_HASH,
          "perCpuHash", MapType.PERCPU_HASH,
          "array", MapType.ARRAY,
          "perCpuArray", MapType.PERCPU_ARRAY,
          "stackTraces", MapType.STACK_TRACE,
          "ringBuffer", MapType.RINGBUF,
          "userRing", MapType.USER_RINGBUF,
          "taskStorage", MapType.TASK_STORAGE,
          "cgroupStorage", MapType.CGRP_STORAGE);
  private static final Set<String> BOXING =
      Set.of("Boolean", "Byte", "Short", "Character", "Integer", "Long");

  private final ClassLibrary library;
  private final StructTypes structs;
  private final Problems problems;
  private final Map<String, Object> settings;
  private final boolean openSettings;
  private final String programClass;
  private final Map<String, Map<String, Shape>> known = new HashMap<>();
  private final Map<String, Map<String, Object>> values = new HashMap<>();
  private final Map<String, MapInfo> maps = new LinkedHashMap<>();

  /**
   * @param settings values by field name that take the place of the declared ones
   * @param openSettings whether those of the program class without one are left to the loader
   */
  Declarations(
      ClassLibrary library,
      StructTypes structs,
      Problems problems,
      String programClass,
      Map<String, Object> settings,
      boolean openSettings) {
    this.library = library;
    this.structs = structs;
    this.problems = problems;
    this.programClass = programClass;
    this.settings = settings;
    this.openSettings = openSettings;
  }

  /** What a call such as {@code Maps.hash(16)} leaves on the stack until it is stored. */
  private record Made(MapType type, int size) {}

  /** What {@code Maps.programs(...)} leaves. */
  private record MadePrograms(List<Initialiser.MethodReference> programs) {}

  /** What {@code Setting.of(1)} leaves. */
  private record MadeSetting(Object value) {}

  /** The maps declared so far, by name, in order of declaration. */
  Map<String, MapInfo> maps() {
    return maps;
  }

  /** The declaration behind a static field: a map or a setting, if it is one. */
  Optional<Shape> find(String className, String field) {
    Map<String, Shape> declared = known.get(className);
    if (declared == null) {
      declared = new HashMap<>();
      known.put(className, declared);
      Optional<ClassSource> source = library.find(className);
      if (source.isPresent()) {
        interpret(source.get(), declared);
      }
    }
    return Optional.ofNullable(declared.get(field));
  }

  /** Settings given to the compilation that the program class does not declare are a mistake. */
  void checkSettings() {
    ClassSource source = library.get(programClass);
    for (String name : settings.keySet()) {
      if (!(find(programClass, name).orElse(null) instanceof Shape.SettingReference)) {
        problems.add(
            source.file(),
            0,
            new Refusal(
                "unknown-setting",
                "there is no setting " + name + " in " + source.simpleName(),
                "A value was given for it.",
                "Declare it: static final Setting<Integer> %s = Setting.of(0);".formatted(name)));
      }
    }
  }

  /** What a static field that is no declaration holds after initialisation; null for null. */
  Object initialValue(String className, String field) {
    find(className, field);
    return values.getOrDefault(className, Map.of()).get(field);
  }

  private void interpret(ClassSource source, Map<String, Shape> declared) {
    Optional<MethodBody> initialiser = source.method("<clinit>", "()V");
    values.put(source.name(), new HashMap<>());
    if (initialiser.isPresent()) {
      new Initialiser(new Declaring(source, declared)).run(initialiser.get());
    }
  }

  /** The initialiser of one class under way. */
  private final class Declaring implements Initialiser.Surroundings {
    private final ClassSource source;
    private final Map<String, Shape> declared;

    Declaring(ClassSource source, Map<String, Shape> declared) {
      this.source = source;
      this.declared = declared;
    }

    @Override
    public Object get(FieldInstruction field) {
      String owner = ClassLibrary.nameOf(field.owner().asSymbol());
      String name = field.name().stringValue();
      Optional<Integer> ordinal = structs.enums().ordinal(owner, name);
      if (ordinal.isPresent()) {
        return new Initialiser.EnumConstant(owner, ordinal.get());
      }
      if (library.find(owner).isEmpty() || find(owner, name).isPresent()) {
        throw notADeclaration();
      }
      Object value = values.get(owner).get(name);
      return value == null && StructTypes.primitive(field.typeSymbol()).isPresent()
          ? field.typeSymbol().descriptorString().equals("J") ? (Object) 0L : (Object) 0
          : value;
    }

    @Override
    public void put(FieldInstruction field, Object value) {
      if (!ClassLibrary.nameOf(field.owner().asSymbol()).equals(source.name())) {
        throw notADeclaration();
      }
      String name = field.name().stringValue();
      if (value instanceof Object[] || value instanceof Initialiser.MethodReference) {
        throw notADeclaration();
      }
      if (value instanceof Made
          || value instanceof MadePrograms
          || value instanceof MadeSetting
          || value instanceof Operand) {
        declare(source, name, value, declared);
      } else {
        values.get(source.name()).put(name, value);
      }
    }

    @Override
    public Optional<Object> declaration(InvokeInstruction call, List<Object> arguments) {
      return declared(call, arguments);
    }

    @Override
    public MethodBody method(InvokeInstruction call) {
      String owner = ClassLibrary.nameOf(call.owner().asSymbol());
      String name = call.name().stringValue();
      String descriptor = call.type().stringValue();
      return library
          .substitutes()
          .find(owner, name, descriptor)
          .or(() -> library.find(owner).flatMap(source -> source.method(name, descriptor)))
          .orElseThrow(Declarations::notADeclaration);
    }

    @Override
    public boolean refused(MethodBody.Step step, Refusal refusal) {
      problems.add(source.file(), step.line(), refusal);
      if (refusal.id().equals("static-initialiser")) {
        declareTheRest(source, declared);
        return false;
      }
      return true;
    }
  }

  /** What could not be read is told of once, not again wherever it is used. */
  private static void declareTheRest(ClassSource source, Map<String, Shape> declared) {
    for (FieldModel field : source.model().fields()) {
      declared.putIfAbsent(field.fieldName().stringValue(), new Shape.Broken());
    }
  }

  private static Optional<Object> declared(InvokeInstruction call, List<Object> arguments) {
    String owner = call.owner().asInternalName();
    String name = call.name().stringValue();
    if (owner.equals(MAPS) && MAP_TYPES.containsKey(name) && MAP_TYPES.get(name).local()) {
      return Optional.of(new Made(MAP_TYPES.get(name), 0));
    }
    if (owner.equals(MAPS) && MAP_TYPES.containsKey(name)) {
      if (arguments.size() != 1 || !(arguments.getFirst() instanceof Integer size)) {
        throw notADeclaration();
      }
      checkSize(MAP_TYPES.get(name), size);
      return Optional.of(new Made(MAP_TYPES.get(name), size));
    }
    if (owner.equals(MAPS) && name.equals("programs")) {
      if (arguments.size() != 1 || !(arguments.getFirst() instanceof Object[] references)) {
        throw notADeclaration();
      }
      return Optional.of(
          new MadePrograms(
              Arrays.stream(references).map(Initialiser.MethodReference.class::cast).toList()));
    }
    if (owner.equals(SETTING) && name.equals("of") && arguments.size() == 1) {
      Object value = arguments.getFirst();
      return Optional.of(
          new MadeSetting(value instanceof Initialiser.Boxed(Object content) ? content : value));
    }
    if (owner.startsWith("java/lang/")
        && BOXING.contains(owner.substring("java/lang/".length()))
        && name.equals("valueOf")
        && arguments.size() == 1
        && arguments.getFirst() instanceof Number number) {
      // Boxing changes what Java calls the number; a boolean or char was an int until here.
      return Optional.of(
          new Initialiser.Boxed(
              switch (owner) {
                case "java/lang/Boolean" -> (Object) (number.intValue() != 0);
                case "java/lang/Character" -> (Object) (char) number.intValue();
                default -> number;
              }));
    }
    return Optional.empty();
  }

  private static void checkSize(MapType type, int size) {
    boolean ring = type.ring();
    boolean right = ring ? size >= 4096 && Integer.bitCount(size) == 1 : size >= 1;
    if (!right) {
      throw new Refusal(
          "map-size",
          ring ? "a ring buffer of " + size + " bytes" : "a map with room for " + size + " entries",
          ring
              ? "The kernel wants a power of two and a multiple of the page size."
              : "A map has at least one entry.",
          ring ? "Write: Maps.ringBuffer(1 << 20)." : "Give it a size of 1 or more.");
    }
  }

  private void declare(
      ClassSource source, String field, Object value, Map<String, Shape> declared) {
    switch (value) {
      case Operand _ -> declared.put(field, new Shape.Broken());
      case Made made -> {
        declared.put(field, new Shape.Broken());
        MapInfo map = map(source, field, made);
        if (maps.putIfAbsent(field, map) != null) {
          throw new Refusal(
              "map-name",
              "two maps are called " + field,
              "Maps are known by the name of their field.",
              "Rename one of the fields.");
        }
        declared.put(field, new Shape.MapReference(map));
      }
      case MadePrograms made -> {
        declared.put(field, new Shape.Broken());
        MapInfo map = MapInfo.programs(field, slots(source, made));
        maps.put(field, map);
        declared.put(field, new Shape.MapReference(map));
      }
      case MadeSetting setting -> declared.put(field, setting(source, field, setting.value()));
      default -> throw new AssertionError("a declaration made of " + value);
    }
  }

  /** Programs of the program class, which the kernel lets take each other's place. */
  private MapInfo.Slots slots(ClassSource source, MadePrograms made) {
    List<AttachPoint> points =
        made.programs().stream()
            .filter(one -> one.owner().equals(programClass) && source.name().equals(programClass))
            .flatMap(one -> source.method(one.name(), one.descriptor()).stream())
            .flatMap(method -> pointOf(source, method).stream())
            .toList();
    List<ProgramType> kinds = points.stream().map(AttachPoint::programType).distinct().toList();
    if (points.isEmpty() || points.size() < made.programs().size() || kinds.size() > 1) {
      throw new Refusal(
          "tail-call",
          "an array of programs is made of something else than programs of one kind",
          "The kernel replaces a running program only by one of its own kind, which is loaded with"
              + " it.",
          "Refer to methods of this class with the same annotation: Maps.programs(%s::first,"
                  .formatted(source.simpleName())
              + " %s::second).".formatted(source.simpleName()));
    }
    return new MapInfo.Slots(
        made.programs().stream().map(Initialiser.MethodReference::name).toList(), kinds.getFirst());
  }

  private static Optional<AttachPoint> pointOf(ClassSource source, MethodBody method) {
    return source.model().methods().stream()
        .filter(one ->
            one.methodName().equalsString(method.name())
                && one.methodTypeSymbol().equals(method.type()))
        .findFirst()
        .flatMap(Programs::attachPoint);
  }

  private Shape setting(ClassSource source, String field, Object initial) {
    boolean own = source.name().equals(programClass);
    Object given = own ? settings.get(field) : null;
    if (given == null) {
      return new Shape.SettingReference(field, initial, own && openSettings);
    }
    if (!given.getClass().equals(initial.getClass())) {
      known.get(source.name()).put(field, new Shape.SettingReference(field, initial, false));
      throw new Refusal(
          "setting-type",
          "the setting %s is given %s, a %s"
              .formatted(field, given, given.getClass().getSimpleName()),
          "It is declared with a " + initial.getClass().getSimpleName() + ".",
          "Give it a value of the declared type.");
    }
    return new Shape.SettingReference(field, given, false);
  }

  private MapInfo map(ClassSource source, String field, Made made) {
    FieldModel model =
        source.model().fields().stream()
            .filter(one -> one.fieldName().equalsString(field))
            .findFirst()
            .orElseThrow(() -> Malformed.because("no field " + field));
    if (!model.flags().has(AccessFlag.FINAL)) {
      throw new Refusal(
          "map-not-final",
          "the map " + field + " is not final",
          "A map is a declaration; the kernel has one of it.",
          "Make the field static final.");
    }
    if (made.type() == MapType.STACK_TRACE) {
      return StackCalls.declared(field, made.size());
    }
    List<String> arguments =
        model
            .findAttribute(Attributes.signature())
            .map(attribute -> typeArguments(field, attribute.asTypeSignature()))
            .orElseThrow(() -> rawMap(field));
    if (made.type().local()) {
      ValueType value = structs.valueType(arguments.getLast());
      return MapInfo.local(field, made.type(), value);
    }
    List<ValueType> types = arguments.stream().map(structs::valueType).toList();
    return switch (made.type()) {
      case STACK_TRACE, PROG_ARRAY, TASK_STORAGE, CGRP_STORAGE ->
          throw new AssertionError(made.type() + " is none of these");
      case RINGBUF, USER_RINGBUF ->
          new MapInfo(
              field, made.type(), made.size(), Optional.empty(), Optional.of(types.getFirst()));
      case ARRAY, PERCPU_ARRAY ->
          new MapInfo(
              field,
              made.type(),
              made.size(),
              Optional.of(new ValueType.Boxed(DataType.Scalar.INT)),
              Optional.of(types.getFirst()));
      case HASH, LRU_HASH, PERCPU_HASH, LRU_PERCPU_HASH ->
          new MapInfo(
              field,
              made.type(),
              made.size(),
              Optional.of(types.getFirst()),
              Optional.of(types.getLast()));
    };
  }

  private static List<String> typeArguments(String field, Signature signature) {
    if (!(signature instanceof Signature.ClassTypeSig type) || type.typeArgs().isEmpty()) {
      throw rawMap(field);
    }
    return type.typeArgs().stream()
        .map(argument -> {
          if (argument instanceof Signature.TypeArg.Bounded bounded
              && bounded.wildcardIndicator() == Signature.TypeArg.Bounded.WildcardIndicator.NONE
              && bounded.boundType() instanceof Signature.ClassTypeSig named) {
            return ClassLibrary.nameOf(named.classDesc());
          }
          throw rawMap(field);
        })
        .toList();
  }

  private static Refusal rawMap(String field) {
    return new Refusal(
        "map-types",
        "the map " + field + " does not name its types",
        "Keys and values are laid out by their types when the program is compiled.",
        "Write them out: static final HashMap<Integer, Long> %s = Maps.hash(1024);"
            .formatted(field));
  }

  static Refusal notADeclaration() {
    return new Refusal(
        "static-initialiser",
        "this initialiser does more than compute numbers",
        "Class initialisers are followed when the class is compiled, and never run.",
        "Keep to numbers, arrays of numbers, constant strings, Maps.*(constant) and"
            + " Setting.of(constant).");
  }
}
