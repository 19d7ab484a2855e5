import static java.lang.constant.ConstantDescs.CD_Boolean;
import static java.lang.constant.ConstantDescs.CD_Byte;
import static java.lang.constant.ConstantDescs.CD_Character;
import static java.lang.constant.ConstantDescs.CD_Double;
import static java.lang.constant.ConstantDescs.CD_Float;
import static java.lang.constant.ConstantDescs.CD_Integer;
import static java.lang.constant.ConstantDescs.CD_Long;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_Short;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_char;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Takes from our copies of jars the call sites that the JVM would link at each start, in place:
 * {@code java ResolveEarly.java JAR...}. The AOT cache of JDK 25 keeps the linked sites of lambdas
 * and string concatenation; those of switches over types and of the methods of records it does not:
 * each spins a hidden class or a tree of method handles. They become plain methods that do the
 * same. See docs/decisions/0010-aot-launcher.md.
 */
final class ResolveEarly {
  private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
  private static final ClassDesc RECORDS = ClassDesc.of("java.lang.runtime.ObjectMethods");
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
  private static final Map<ClassDesc, ClassDesc> BOXES =
      Map.of(
          CD_boolean, CD_Boolean,
          CD_byte, CD_Byte,
          CD_short, CD_Short,
          CD_char, CD_Character,
          CD_int, CD_Integer,
          CD_long, CD_Long,
          CD_float, CD_Float,
          CD_double, CD_Double);

  private ResolveEarly() {}

  public static void main(String[] jars) throws IOException {
    Map<String, byte[]> all = new HashMap<>();
    for (String jar : jars) {
      forEachClass(jar, (path, bytes) -> all.put(path.toString(), bytes));
    }
    ClassFile format =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(name -> open(all, name))
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    for (String jar : jars) {
      forEachClass(
          jar,
          (path, bytes) -> {
            ClassModel model = format.parse(bytes);
            Resolving resolving = new Resolving(model);
            byte[] after = format.transformClass(model, resolving.transform());
            if (resolving.changed()) {
              Files.write(path, after);
            }
          });
    }
  }

  private interface ClassAction {
    void accept(Path path, byte[] bytes) throws IOException;
  }

  private static void forEachClass(String jar, ClassAction action) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(Path.of(jar))) {
      List<Path> classes;
      try (Stream<Path> paths = Files.walk(files.getPath("/"))) {
        classes = paths.filter(path -> path.toString().endsWith(".class")).toList();
      }
      for (Path path : classes) {
        action.accept(path, Files.readAllBytes(path));
      }
    }
  }

  private static InputStream open(Map<String, byte[]> all, ClassDesc name) {
    String descriptor = name.descriptorString(); // La/b/C;
    byte[] bytes = all.get("/" + descriptor.substring(1, descriptor.length() - 1) + ".class");
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  /** One class: its sites are replaced by calls of methods that are added at its end. */
  private static final class Resolving {
    private final ClassModel model;
    private final List<Consumer<ClassBuilder>> added = new ArrayList<>();

    Resolving(ClassModel model) {
      this.model = model;
    }

    ClassTransform transform() {
      return ClassTransform.transformingMethodBodies(this::site)
          .andThen(ClassTransform.endHandler(builder ->
              added.forEach(method -> method.accept(builder))));
    }

    boolean changed() {
      return !added.isEmpty();
    }

    private void site(CodeBuilder code, CodeElement element) {
      if (!(element instanceof InvokeDynamicInstruction site) || !resolved(code, site)) {
        code.with(element);
      }
    }

    private boolean resolved(CodeBuilder code, InvokeDynamicInstruction site) {
      DirectMethodHandleDesc bootstrap = site.bootstrapMethod();
      String name = site.name().stringValue();
      List<ConstantDesc> arguments = site.bootstrapArgs();
      MethodTypeDesc type = site.typeSymbol();
      if (bootstrap.owner().equals(SWITCHES)
          && bootstrap.methodName().equals("typeSwitch")
          && arguments.stream().allMatch(label -> isReference(label))) {
        List<ClassDesc> labels = arguments.stream().map(ClassDesc.class::cast).toList();
        call(code, "switch", type, body -> typeSwitch(body, labels));
        return true;
      }
      if (bootstrap.owner().equals(RECORDS) && !name.equals("toString")) {
        List<DirectMethodHandleDesc> getters =
            arguments.stream()
                .skip(2) // the record, and the names of its components
                .map(DirectMethodHandleDesc.class::cast)
                .toList();
        call(
            code,
            name,
            type,
            name.equals("hashCode")
                ? body -> recordHash(body, getters)
                : body -> recordEquals(body, type.parameterType(0), getters));
        return true;
      }
      return false;
    }

    private static boolean isReference(ConstantDesc label) {
      return label instanceof ClassDesc type && !type.isPrimitive();
    }

    private void call(
        CodeBuilder code, String what, MethodTypeDesc type, Consumer<CodeBuilder> body) {
      String name = "resolved$" + what + "$" + added.size();
      ClassDesc owner = model.thisClass().asSymbol();
      boolean inInterface = model.flags().has(AccessFlag.INTERFACE);
      code.invokestatic(owner, name, type, inInterface);
      added.add(builder ->
          builder.withMethodBody(
              name,
              type,
              ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
              body));
    }
  }

  // As SwitchBootstraps.typeSwitch says: -1 for null, else the first label from the restart index
  // on that the target is an instance of, else the number of labels.
  private static void typeSwitch(CodeBuilder code, List<ClassDesc> labels) {
    Label notNull = code.newLabel();
    code.aload(0).ifnonnull(notNull).iconst_m1().ireturn().labelBinding(notNull);
    for (int i = 0; i < labels.size(); i++) {
      Label next = code.newLabel();
      code.iload(1).loadConstant(i).if_icmpgt(next);
      code.aload(0).instanceOf(labels.get(i)).ifeq(next);
      code.loadConstant(i).ireturn().labelBinding(next);
    }
    code.loadConstant(labels.size()).ireturn();
  }

  // As ObjectMethods does it, or the order of hash tables would differ from that in tests.
  private static void recordHash(CodeBuilder code, List<DirectMethodHandleDesc> getters) {
    code.iconst_0();
    for (DirectMethodHandleDesc getter : getters) {
      ClassDesc type = get(code.bipush(31).imul(), 0, getter);
      if (type.isPrimitive()) {
        code.invokestatic(BOXES.get(type), "hashCode", MethodTypeDesc.of(CD_int, type));
      } else {
        code.invokestatic(OBJECTS, "hashCode", MethodTypeDesc.of(CD_int, CD_Object));
      }
      code.iadd();
    }
    code.ireturn();
  }

  private static void recordEquals(
      CodeBuilder code, ClassDesc owner, List<DirectMethodHandleDesc> getters) {
    Label differ = code.newLabel();
    code.aload(1).instanceOf(owner).ifeq(differ);
    code.aload(1).checkcast(owner).astore(1);
    for (DirectMethodHandleDesc getter : getters) {
      ClassDesc type = get(code, 0, getter);
      get(code, 1, getter);
      switch (TypeKind.from(type)) {
        case BOOLEAN, BYTE, SHORT, CHAR, INT -> code.if_icmpne(differ);
        case LONG -> code.lcmp().ifne(differ);
        case FLOAT, DOUBLE ->
            code.invokestatic(BOXES.get(type), "compare", MethodTypeDesc.of(CD_int, type, type))
                .ifne(differ);
        case REFERENCE ->
            code.invokestatic(
                    OBJECTS, "equals", MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object))
                .ifeq(differ);
        case VOID -> throw new AssertionError("a component of type void");
      }
    }
    code.iconst_1().ireturn().labelBinding(differ).iconst_0().ireturn();
  }

  private static ClassDesc get(CodeBuilder code, int slot, DirectMethodHandleDesc getter) {
    ClassDesc type = getter.invocationType().returnType();
    if (getter.kind() != DirectMethodHandleDesc.Kind.GETTER) {
      throw new IllegalStateException("not the field of a record: " + getter);
    }
    code.aload(slot).getfield(getter.owner(), getter.methodName(), type);
    return type;
  }
}
