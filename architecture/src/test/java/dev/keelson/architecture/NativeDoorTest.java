package dev.keelson.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import org.junit.jupiter.api.Test;

/** One module reaches native code; users grant it access, and nothing else. */
class NativeDoorTest {
  private static final JavaClasses ALL = Project.classes();
  private static final String DOOR = "dev.keelson.linux..";
  private static final String BECAUSE =
      "users grant native access to dev.keelson.linux alone: --enable-native-access=dev.keelson.linux";

  @Test
  void onlyLinuxLinks() {
    noClasses()
        .that()
        .resideOutsideOfPackage(DOOR)
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Linker.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(SymbolLookup.class)
        .because(BECAUSE)
        .check(ALL);
  }

  @Test
  void onlyLinuxMakesMemoryOutOfAddresses() {
    noClasses()
        .that()
        .resideOutsideOfPackage(DOOR)
        .should()
        .callMethodWhere(
            target(owner(assignableTo(MemorySegment.class))).and(target(name("reinterpret"))))
        .orShould()
        .callMethod(AddressLayout.class, "withTargetLayout", MemoryLayout.class)
        .because(BECAUSE)
        .check(ALL);
  }

  @Test
  void thereIsNoJni() {
    noMethods()
        .should()
        .haveModifier(JavaModifier.NATIVE)
        .because("there is no library of ours to load")
        .check(ALL);
    noClasses()
        .should()
        .callMethod(System.class, "load", String.class)
        .orShould()
        .callMethod(System.class, "loadLibrary", String.class)
        .because("there is no library of ours to load")
        .check(ALL);
  }
}
