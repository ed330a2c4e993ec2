package octavia.app.system;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Needs the built program, root and the packages that {@code ./octavia test} installs. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("system")
@EnabledIfSystemProperty(
    named = "octavia.launcher",
    matches = ".+",
    disabledReason = "run by ./octavia test")
public @interface SystemTest {}
