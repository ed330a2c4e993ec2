package octavia.image.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import octavia.image.content.Description;
import octavia.image.content.Description.When;
import octavia.image.verify.Check.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {
  private static final Description DESCRIPTION = Description.load();
  private static final long TWO_GIGABYTES = 2L << 30;

  /** What the script says of an image that has everything. */
  private static List<String> good() {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "mount\tyes",
                "distribution\tdebian\tbookworm",
                "kernel\t6.1.0-50-cloud-amd64\tHdrS\tmodules\tinitrd",
                "package\ttzdata\t1\tall\tinstalled",
                "enabled\tamphora-agent.service",
                "reference\tthis build",
                "agent\tstarts"));
    for (String name : DESCRIPTION.packages(Set.of(When.ALWAYS))) {
      lines.add("package\t" + name + "\t1\tamd64\tinstalled");
    }
    return lines;
  }

  private static List<Check> wrong(Optional<Long> bytes, List<String> lines) {
    return Check.all(Facts.parse(bytes, lines), DESCRIPTION, 2).stream()
        .filter(check -> check.result() == Result.WRONG)
        .toList();
  }

  @Test
  void nothingIsWrongWithAGoodImage() {
    assertThat(wrong(Optional.of(TWO_GIGABYTES), good())).isEmpty();
    assertThat(Check.all(Facts.parse(Optional.of(TWO_GIGABYTES), good()), DESCRIPTION, 2))
        .extracting(Check::name)
        .contains(
            "size", "mounts", "kernel", "package haproxy", "package keepalived", "agent starts");
  }

  @Test
  void aFileTreeHasNoSize() {
    assertThat(Check.all(Facts.parse(Optional.empty(), good()), DESCRIPTION, 2))
        .extracting(Check::name)
        .doesNotContain("size");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // what the script says, ~ for its tabs | what it says instead | the check | what was found
        "package~haproxy~1~amd64~installed || package haproxy | missing",
        "package~keepalived~1~amd64~installed || package keepalived | missing",
        "package~haproxy~1~amd64~installed | package~haproxy~1~amd64~config-files"
            + " | package haproxy | missing",
        "kernel~6.1.0-50-cloud-amd64~HdrS~modules~initrd || kernel | none",
        "kernel~6.1.0-50-cloud-amd64~HdrS~modules~initrd | kernel~6.1~ELF~modules~initrd"
            + " | kernel | 6.1 (not a kernel)",
        "kernel~6.1.0-50-cloud-amd64~HdrS~modules~initrd | kernel~6.1~HdrS~~"
            + " | kernel | 6.1 (no modules) (no initial file system)",
        "distribution~debian~bookworm | distribution~arch~ | distribution | arch ",
        "enabled~amphora-agent.service || agent is enabled | no",
        "agent~starts | agent~fails~no such file | agent starts | no such file",
        "agent~starts || agent starts | it was not tried",
      })
  void whatIsWrongIsNamed(String said, String instead, String check, String found) {
    List<String> lines = good();
    assertThat(lines.remove(said.replace('~', '\t'))).isTrue();
    if (instead != null) {
      lines.add(instead.replace('~', '\t'));
    }
    assertThat(wrong(Optional.of(TWO_GIGABYTES), lines))
        .extracting(Check::name, each -> each.found().strip())
        .containsExactly(tuple(check, found.strip()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"octavia-agent.service", "octavia-amphora-agent.service"})
  void aDistributionsAgentHasAnotherName(String unit) {
    List<String> lines = good();
    lines.remove("enabled\tamphora-agent.service");
    lines.add("enabled\t" + unit);
    assertThat(wrong(Optional.empty(), lines)).isEmpty();
  }

  @Test
  void theWrongSizeIsNamed() {
    assertThat(wrong(Optional.of(TWO_GIGABYTES * 2), good()))
        .containsExactly(new Check("size", Result.WRONG, "4294967296 bytes, 2 GB wanted"));
  }

  @Test
  void whatCannotBeMountedIsNotAskedFurther() {
    assertThat(wrong(Optional.of(TWO_GIGABYTES), List.of("mount\tno")))
        .containsExactly(new Check("mounts", Result.WRONG, "no root found"));
  }

  @Test
  void anAgentThatNobodyTriedIsNeitherGoodNorWrong() {
    List<String> lines = good();
    lines.set(lines.indexOf("agent\tstarts"), "agent\tuntried");
    assertThat(wrong(Optional.empty(), lines)).isEmpty();
    assertThat(Check.all(Facts.parse(Optional.empty(), lines), DESCRIPTION, 2))
        .contains(
            new Check("agent starts", Result.NOT_CHECKED, "only root can try; it is this build"));
  }

  @Test
  void twoArchitecturesInOneImageAreWrong() {
    List<String> lines = good();
    lines.add("package\tlibc6\t1\ti386\tinstalled");
    assertThat(wrong(Optional.empty(), lines))
        .containsExactly(new Check("architecture", Result.WRONG, "amd64 i386"));
  }
}
