package dev.keelson.compiler.front;

import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attribute;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.RecordAttribute;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A class file, read; methods are read when asked for. Confined to one thread. */
final class ClassSource {
  private final String name;
  private final ClassModel model;
  private final String file;
  private final Map<String, MethodModel> methods = new HashMap<>();
  private final Map<String, MethodBody> bodies = new HashMap<>();

  private ClassSource(String name, ClassModel model, String file) {
    this.name = name;
    this.model = model;
    this.file = file;
    for (MethodModel method : model.methods()) {
      methods.putIfAbsent(signature(method), method);
    }
  }

  private static String signature(MethodModel method) {
    return method.methodName().stringValue() + method.methodType().stringValue();
  }

  /**
   * @throws Malformed when the bytes are not a class file of that name
   */
  static ClassSource read(String name, byte[] bytes) {
    return reading(() -> {
      ClassModel model = ClassFile.of().parse(bytes);
      String found = model.thisClass().asInternalName().replace('/', '.');
      if (!found.equals(name)) {
        throw Malformed.because("it holds the class " + found);
      }
      String file =
          model
              .findAttribute(Attributes.sourceFile())
              .map(attribute -> attribute.sourceFile().stringValue())
              .orElse(name + ".class");
      resolve(model);
      return new ClassSource(name, model, file);
    });
  }

  /** The library reads lazily; what is used later is looked at now, where damage is expected. */
  private static void resolve(ClassModel model) {
    model.superclass().ifPresent(ClassEntry::asSymbol);
    model.findAttribute(Attributes.record()).ifPresent(ClassSource::resolve);
    for (FieldModel field : model.fields()) {
      field.fieldName().stringValue();
      field.fieldTypeSymbol();
      field.flags().flags();
      field
          .findAttribute(Attributes.constantValue())
          .ifPresent(value -> value.constant().constantValue());
      field.findAttribute(Attributes.signature()).ifPresent(ClassSource::resolve);
    }
    for (MethodModel method : model.methods()) {
      method.methodName().stringValue();
      method.methodTypeSymbol();
      method.flags().flags();
      method.code();
    }
  }

  private static void resolve(RecordAttribute record) {
    for (RecordComponentInfo component : record.components()) {
      component.name().stringValue();
      component.attributes().forEach(Attribute::attributeMapper);
    }
  }

  private static void resolve(SignatureAttribute signature) {
    signature.asTypeSignature();
  }

  /** The class-file library reports damage by these exceptions; here they get their meaning. */
  private static <T> T reading(java.util.function.Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ClassCastException damage) {
      throw Malformed.because(String.valueOf(damage.getMessage()));
    }
  }

  /** Binary name with dots. */
  String name() {
    return name;
  }

  String simpleName() {
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }

  /** The source file it was compiled from. */
  String file() {
    return file;
  }

  ClassModel model() {
    return model;
  }

  boolean isInterface() {
    return model.flags().has(AccessFlag.INTERFACE);
  }

  boolean isRecord() {
    return superclass().equals("java.lang.Record");
  }

  String superclass() {
    return model.superclass().map(entry -> entry.asInternalName().replace('/', '.')).orElse("");
  }

  /** Every method, in the order of the file. */
  List<MethodBody> methods() {
    List<MethodBody> all = new ArrayList<>();
    for (MethodModel method : model.methods()) {
      all.add(body(method));
    }
    return all;
  }

  Optional<MethodBody> method(String methodName, String descriptor) {
    return Optional.ofNullable(methods.get(methodName + descriptor)).map(this::body);
  }

  private MethodBody body(MethodModel method) {
    return bodies.computeIfAbsent(
        signature(method), _ -> reading(() -> MethodBody.read(this, method)));
  }

  /** The values of an annotation, by element name; empty when it is not there. */
  static Optional<Map<String, Object>> annotation(AttributedElement element, Class<?> type) {
    return annotation(annotations(element), type);
  }

  /** All annotations of an element. */
  static List<Annotation> annotations(AttributedElement element) {
    return reading(() -> {
      List<Annotation> annotations = new ArrayList<>();
      element
          .findAttribute(Attributes.runtimeInvisibleAnnotations())
          .ifPresent(found -> annotations.addAll(found.annotations()));
      element
          .findAttribute(Attributes.runtimeVisibleAnnotations())
          .ifPresent(found -> annotations.addAll(found.annotations()));
      return annotations;
    });
  }

  /** The values of the one of that type; empty when there is none. */
  static Optional<Map<String, Object>> annotation(List<Annotation> annotations, Class<?> type) {
    return reading(() -> {
      String wanted = type.descriptorString();
      for (Annotation annotation : annotations) {
        if (annotation.className().equalsString(wanted)) {
          return Optional.of(values(annotation));
        }
      }
      return Optional.empty();
    });
  }

  private static Map<String, Object> values(Annotation annotation) {
    Map<String, Object> values = new HashMap<>();
    for (AnnotationElement element : annotation.elements()) {
      values.put(element.name().stringValue(), value(element.value()));
    }
    return values;
  }

  /** A constant, the name of an enum's constant, or a list of these. */
  private static Object value(AnnotationValue value) {
    return switch (value) {
      case AnnotationValue.OfConstant constant -> constant.resolvedValue();
      case AnnotationValue.OfEnum constant -> constant.constantName().stringValue();
      case AnnotationValue.OfArray array ->
          array.values().stream().map(ClassSource::value).toList();
      case AnnotationValue.OfAnnotation _, AnnotationValue.OfClass _ ->
          throw Malformed.because("an annotation has a value that Keelson's do not have");
    };
  }
}
