package octavia.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The rules of the house, as ARCHITECTURE.md tells them. */
class RoomsTest {
  private static final JavaClasses PROGRAM =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("octavia");

  private static final Set<String> ALL =
      Set.of(
          "model",
          "config",
          "http",
          "pki",
          "amphora",
          "agent",
          "provider",
          "cloud",
          "testing",
          "image",
          "store",
          "control",
          "api",
          "app");

  /** A room, and the rooms that it may use. */
  record Room(String name, Set<String> mayUse) {}

  static final List<Room> ROOMS =
      List.of(
          new Room("model", Set.of()),
          new Room("config", Set.of()),
          new Room("http", Set.of()),
          new Room("pki", Set.of()),
          new Room("amphora", Set.of("model")),
          // The contract in amphora speaks model's words.
          new Room("agent", Set.of("amphora", "http", "config", "model")),
          new Room("provider", Set.of("model")),
          new Room("cloud", Set.of("model", "config", "http", "pki")),
          new Room("testing", Set.of()),
          new Room("image", Set.of()),
          new Room("store", Set.of("model", "config")),
          new Room(
              "control", Set.of("model", "config", "pki", "amphora", "provider", "cloud", "store")),
          new Room("api", Set.of("model", "config", "http", "provider", "cloud", "store")),
          new Room("app", ALL));

  /** Packages of a library, and the rooms that may know it. */
  record Library(String packages, Set<String> rooms) {}

  static final List<Library> LIBRARIES =
      List.of(
          new Library("io.helidon..", Set.of("http")),
          new Library("tools.jackson.dataformat..", Set.of("api")),
          new Library("com.github.benmanes..", Set.of("cloud")),
          new Library("org.bouncycastle..", Set.of("pki")),
          new Library("org.jooq..", Set.of("store")),
          new Library("org.h2..", Set.of("store")),
          new Library("org.mariadb..", Set.of("store")),
          new Library("org.postgresql..", Set.of("store")),
          new Library("com.zaxxer..", Set.of("store")),
          new Library("picocli..", Set.of("app")),
          new Library("ch.qos.logback..", Set.of("app")),
          new Library("org.slf4j..", Set.of("cloud", "store", "control", "api", "app")));

  @Test
  void everyRoomIsInTheTable() {
    assertThat(PROGRAM.stream().map(RoomsTest::roomOf)).isSubsetOf(ALL);
  }

  @ParameterizedTest
  @FieldSource("ROOMS")
  void aRoomUsesOnlyWhatItMay(Room room) {
    DescribedPredicate<JavaClass> foreign =
        DescribedPredicate.describe(
            "another room than " + new TreeSet<>(room.mayUse()),
            type ->
                type.getPackageName().startsWith("octavia.")
                    && !roomOf(type).equals(room.name())
                    && !room.mayUse().contains(roomOf(type)));
    check(
        noClasses()
            .that()
            .resideInAPackage("octavia." + room.name() + "..")
            .should()
            .dependOnClassesThat(foreign));
  }

  @ParameterizedTest
  @FieldSource("LIBRARIES")
  void aLibraryIsKnownOnlyWhereItMay(Library library) {
    String[] rooms =
        library.rooms().stream().map(room -> "octavia." + room + "..").toArray(String[]::new);
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(rooms)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library.packages()));
  }

  @Test
  void nullIsDeclaredEverywhere() {
    Stream<JavaPackage> unmarked =
        PROGRAM.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(each ->
                each.tryGetPackageInfo()
                    .filter(info -> info.isAnnotatedWith(NullMarked.class))
                    .isEmpty());
    assertThat(unmarked.map(JavaPackage::getName)).isEmpty();
  }

  /** Where nothing calls back, and the wait has a limit. */
  private static final Set<String> MAY_SLEEP =
      Set.of(
          "octavia.agent.heartbeat.HeartbeatSender.awaitSocket",
          "octavia.agent.heartbeat.HeartbeatSender.rest",
          "octavia.agent.network.NetworkPlug.announceRepeatedly",
          "octavia.app.command.Pause.of",
          "octavia.cloud.host.Processes.awaitEnd",
          "octavia.cloud.identity.keystone.KeystoneConnection.pause",
          "octavia.cloud.local.StateLock.acquire",
          "octavia.cloud.local.compute.AmphoraProcesses.awaitStart",
          "octavia.control.amphora.RestAmphoraDriver.pause",
          "octavia.control.health.HealthManager.pause",
          "octavia.store.Store.pause");

  @Test
  void onlyAFewKnownPlacesSleep() {
    assertThat(
            PROGRAM.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(call ->
                    call.getName().equals("sleep")
                        && (call.getTargetOwner().isEquivalentTo(Thread.class)
                            || call.getTargetOwner().isEquivalentTo(TimeUnit.class)))
                .map(call -> call.getOriginOwner().getName() + "." + call.getOrigin().getName()))
        .isSubsetOf(MAY_SLEEP);
  }

  @Test
  void nothingLogsBesideTheLoggers() {
    // The agent carries no logging library; it sets up the JDK's own.
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("octavia.agent")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging.."));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("octavia.app..", "octavia.agent")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err"));
  }

  @Test
  void onlyMainProgramsExit() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("octavia.app.command", "octavia.agent")
            .should()
            .callMethod(System.class, "exit", int.class));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(PROGRAM);
  }

  private static String roomOf(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.", -1);
    return parts.length < 2 ? "" : parts[1];
  }

  @Test
  void theTableNamesEachRoomOnce() {
    assertThat(ROOMS).extracting(Room::name).containsExactlyInAnyOrderElementsOf(ALL);
  }
}
