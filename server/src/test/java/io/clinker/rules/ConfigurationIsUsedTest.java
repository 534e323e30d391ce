package io.clinker.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.clinker.ClinkerConfiguration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A key that changes nothing would be a lie to whoever sets it. */
class ConfigurationIsUsedTest {
  @Test
  void everyKeyIsRead() {
    Set<String> unread =
        Project.classes().stream()
            .filter(
                each ->
                    each.getSimpleName().endsWith("Section")
                        || each.isEquivalentTo(ClinkerConfiguration.class))
            .flatMap(each -> each.getMethods().stream())
            .filter(ConfigurationIsUsedTest::givesAValue)
            .filter(method -> !isRead(method))
            .map(method -> method.getOwner().getSimpleName() + "." + method.getName())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(unread).isEmpty();
  }

  private static boolean givesAValue(JavaMethod method) {
    return method.getModifiers().contains(JavaModifier.PUBLIC)
        && !method.getModifiers().contains(JavaModifier.SYNTHETIC)
        && method.getRawParameterTypes().isEmpty()
        && !method.getRawReturnType().isEquivalentTo(void.class);
  }

  private static boolean isRead(JavaMethod method) {
    JavaClass owner = method.getOwner();
    return method.getAccessesToSelf().stream()
            .anyMatch(access -> !access.getOriginOwner().equals(owner))
        || method.getReferencesToSelf().stream()
            .anyMatch(reference -> !reference.getOriginOwner().equals(owner));
  }
}
