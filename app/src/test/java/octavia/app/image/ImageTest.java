package octavia.app.image;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import octavia.app.system.SystemTest;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Builds a whole image, which takes minutes. Subclasses do not inherit it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SystemTest
@EnabledIfSystemProperty(
    named = "octavia.full",
    matches = "true",
    disabledReason = "run by ./octavia test --full")
@interface ImageTest {}
