package octavia.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import octavia.config.Catalogue.Mark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an octavia.conf means beyond its grammar. */
class OctaviaConfTest {
  private static final Catalogue CATALOGUE = Catalogue.load();

  @Test
  void theConfigurationOf2017Loads() throws Exception {
    Options options = example("octavia-ocata.conf");
    options.check();

    assertThat(options.warnings())
        .containsExactly(
            "[oslo_messaging] topic = octavia_prov was the queue of API v1; the default counts",
            "[DEFAULT] bind_host is now called [api_settings] bind_host",
            "[DEFAULT] bind_port is now called [api_settings] bind_port",
            "[neutron] endpoint_type is now called [neutron] valid_interfaces",
            "[keystone_authtoken] auth_uri is now called [keystone_authtoken]"
                + " www_authenticate_uri",
            "one CA, /etc/octavia/certs/ca_01.pem, signs for controllers and amphorae, so that an"
                + " amphora that is broken into can pass for a controller; two are better",
            "the key in [certificates] ca_private_key has no passphrase");
    assertThat(options.section("api_settings").number("bind_port", 1, 0, 65535, ""))
        .isEqualTo(9876);
    assertThat(options.section("neutron").list("valid_interfaces", List.of(), ""))
        .containsExactly("internal");
  }

  @Test
  void theConfigurationOf2018Loads() throws Exception {
    Options options = example("octavia-rocky.conf");
    options.check();

    assertThat(options.warnings())
        .containsExactly(
            "[api_settings] api_v1_enabled has no effect any more: API v1 is not served; v2 is",
            "[api_settings] api_v2_enabled has no effect any more: API v2 is always served",
            "[api_settings] tls_cipher_blacklist is now called [api_settings]"
                + " tls_cipher_prohibit_list",
            "[health_manager] event_streamer_driver has no effect any more: Neutron's own load"
                + " balancing, which it informed, is gone",
            "[health_manager] sync_provisioning_status has no effect any more: Neutron's own load"
                + " balancing, which it informed, is gone");
  }

  @Test
  void nothingIsServedWithoutApiV2() {
    assertThatThrownBy(options("[api_settings]\napi_v2_enabled = False\n")::check)
        .hasMessage(
            "[api_settings] api_v2_enabled = False: API v2 is the one that is served; without it"
                + " there is nothing to start");
  }

  @Test
  void whatNobodyReadsIsCheckedToo() {
    Options options =
        options(
            """
            [cors]
            max_age = long
            allow_credentials = perhaps
            [controller_worker]
            workers = 0
            volume_driver = floppy
            [task_flow]
            jobboard_backend_port = 70000
            jobboard_etcd_timeout =
            [networking]
            reserved_ips = 169.254.169.254,here
            [driver_agent]
            max_process_warning_percent = 1.5
            [oslo_messaging_rabbit]
            heartbeat_rate = 2.5
            [keystone_authtoken]
            memcache_security_strategy = encrypt
            [haproxy_amphora]
            bind_port =
            """);

    assertThatThrownBy(options::check)
        .hasMessage(
            """
            [networking] reserved_ips = 169.254.169.254,here: is not an IP address
            [controller_worker] workers = 0: is below 1
            [controller_worker] volume_driver = floppy: is not one of volume_noop_driver, \
            volume_cinder_driver
            [task_flow] jobboard_backend_port = 70000: is not in 0..65535
            [driver_agent] max_process_warning_percent = 1.5: is not in 0.01..0.99
            [cors] allow_credentials = perhaps: is neither true nor false
            [cors] max_age = long: is not a whole number
            [oslo_messaging_rabbit] heartbeat_rate = 2.5: is not a whole number\
            """);
  }

  @Test
  void aWrongSecretIsNotShown() {
    Options options = options("[health_manager]\nheartbeat_key = hush\n");
    options.section("health_manager").choice("heartbeat_key", "", List.of("a"), "");

    assertThatThrownBy(options::check)
        .hasMessage("[health_manager] heartbeat_key: is not one of a");
  }

  @Test
  void optionsStandForOthers() {
    Options options =
        options(
            """
            [DEFAULT]
            host = node1
            log_dir = /var/log/${host}
            [certificates]
            storage_path = $DEFAULT.log_dir/certificates
            ca_certificate = ${storage_path}/ca.pem
            ca_private_key = $host-$$1-\\$2
            endpoint = $vault.vault_url
            region_name = $nowhere
            """);
    Options.Section certificates = options.section("certificates");

    assertThat(certificates.text("ca_certificate", "", ""))
        .isEqualTo("/var/log/node1/certificates/ca.pem");
    assertThat(certificates.text("ca_private_key", "", "")).isEqualTo("node1-$1-$2");
    assertThat(certificates.text("endpoint", "", "")).isEqualTo("http://127.0.0.1:8200");
    assertThat(certificates.text("region_name", "", "")).isEqualTo("$nowhere");
    assertThat(options.warnings())
        .containsExactly(
            "the key in [certificates] ca_private_key has no passphrase",
            "[certificates] region_name has a $ before a name that no option has; a $ itself is"
                + " written $$");
  }

  @Test
  void anOptionThatStandsForItselfEnds() {
    Options options = options("[DEFAULT]\nlog_dir = $log_file\nlog_file = $log_dir\n");

    assertThat(options.section("DEFAULT").text("log_dir", "", "")).isEmpty();
    assertThat(options.warnings()).anyMatch(warning -> warning.endsWith("refers to itself by $"));
  }

  @Test
  void namesAreTakenAsOsloTakesThem() {
    Options options = options("[Database]\nmax-pool-size = 7\n[DEFAULT]\nuse-syslog = true\n");
    options.check();

    assertThat(options.warnings()).isEmpty();
    assertThat(options.section("database").number("max_pool_size", 1, 1, 9, "")).isEqualTo(7);
  }

  @Test
  void repeatedKeysAndPairs() {
    Options options =
        options(
            """
            [oslo_policy]
            policy_dirs = a
            policy_dirs = b
            [api_settings]
            enabled_provider_drivers = amphora: The Octavia Amphora driver.,
              ovn: a:b
            """);

    assertThat(options.section("oslo_policy").texts("policy_dirs", List.of(), ""))
        .containsExactly("a", "b");
    assertThat(options.section("api_settings").dictionary("enabled_provider_drivers", Map.of(), ""))
        .isEqualTo(Map.of("amphora", "The Octavia Amphora driver.", "ovn", "a:b"));
    assertThat(options.section("oslo_policy").texts("absent", List.of("c"), ""))
        .containsExactly("c");
  }

  @Test
  void whatIsUnknownIsToldFromWhatIsMisplaced() {
    Options options =
        options(
            """
            [api_settings]
            bind_hots = ::1
            heartbeat_key = x
            [health_manger]
            bind_ip = ::1
            [keystone_authtoken]
            auth_section = our_own
            [our_own]
            password = x
            """);

    assertThat(options.warnings())
        .containsExactly(
            "unknown option [api_settings] bind_hots; did you mean bind_host?",
            "unknown option [api_settings] heartbeat_key; it belongs to section [health_manager]",
            "unknown section [health_manger]; did you mean [health_manager]?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [DEFAULT] sql_connection=mysql://h/d         | database | connection | mysql://h/d
          [database] idle_timeout=60                   | database | connection_recycle_time | 60
          [keystone_authtoken] admin_user=o            | keystone_authtoken | auth_type | password
          [keystone_authtoken] admin_user=o            | keystone_authtoken | username | o
          [keystone_authtoken] auth_host=k             | keystone_authtoken | auth_url | https://k:35357
          [oslo_messaging_rabbit] rabbit_host=r        | DEFAULT | transport_url | rabbit://guest:guest@r:5672/
          [oslo_messaging_rabbit] rabbit_hosts=a:1, b:2 | DEFAULT | transport_url | rabbit://guest:guest@a:1,guest:guest@b:2/
          [oslo_messaging_rabbit] rabbit_use_ssl=1     | oslo_messaging_rabbit | ssl | 1
          [haproxy_amphora] active_connection_rety_interval=3 | haproxy_amphora | active_connection_retry_interval | 3
          """)
  void formerOptionsMeanWhatTheyMeant(String line, String section, String name, String value) {
    int end = line.indexOf(']');
    Options options =
        options(line.substring(0, end + 1) + "\n" + line.substring(end + 1).strip() + "\n");

    assertThat(options.section(section).text(name, "", "")).isEqualTo(value);
    assertThat(options.warnings()).hasSize(1);
  }

  @Test
  void todaysNameCounts() {
    Options options = options("[DEFAULT]\nbind_port = 1\n[api_settings]\nbind_port = 2\n");

    assertThat(options.section("api_settings").text("bind_port", "", "")).isEqualTo("2");
    assertThat(options.warnings())
        .containsExactly(
            "[DEFAULT] bind_port is a former name of [api_settings] bind_port, which is set too and"
                + " counts");
  }

  @Test
  void directoriesAreReadAfterFilesInTheOrderOfTheirNames(@TempDir Path directory)
      throws Exception {
    Path file = Files.writeString(directory.resolve("octavia.conf"), "[s]\na = 0\nb = 0\nc = 0\n");
    Path more = Files.createDirectory(directory.resolve("conf.d"));
    Files.writeString(more.resolve("20-b.conf"), "[s]\nc = 2\n");
    Files.writeString(more.resolve("10-a.conf"), "[s]\nb = 1\nc = 1\n");
    Files.writeString(more.resolve("ignored.conf~"), "[s]\nc = 3\n");
    Options.Section section = new Options(IniFile.read(List.of(file), List.of(more))).section("s");

    assertThat(section.text("a", "", "")).isEqualTo("0");
    assertThat(section.text("b", "", "")).isEqualTo("1");
    assertThat(section.text("c", "", "")).isEqualTo("2");
    assertThatThrownBy(() -> IniFile.read(List.of(), List.of(file)))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void everyDefaultIsOfItsType() {
    for (Catalogue.Entry entry : CATALOGUE.entries()) {
      if (!entry.defaultValue().isEmpty()) {
        entry.type().check().accept(entry.defaultValue());
      }
      assertThat(entry.meaning()).as(entry.name()).isNotEmpty();
    }
    assertThat(CATALOGUE.entries()).hasSizeGreaterThan(600);
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "connection", "transport_url", "heartbeat_key"})
  void secretsAreMarked(String name) {
    assertThat(CATALOGUE.entries())
        .filteredOn(entry -> entry.name().equals(name))
        .isNotEmpty()
        .allMatch(entry -> entry.is(Mark.SECRET));
  }

  @Test
  void noOptionOfTodayIsAFormerOne() {
    List<String> both = new ArrayList<>();
    Table.read("former.txt")
        .forEach((section, lines) ->
            lines.stream()
                .map(line -> line.split(" ", 2)[0])
                .filter(name -> CATALOGUE.find(section, name).isPresent())
                .forEach(name -> both.add(section + "." + name)));
    assertThat(both).isEmpty();
  }

  private static Options options(String text) {
    return new Options(IniFile.parse("octavia.conf", text), CATALOGUE);
  }

  private static Options example(String name) throws Exception {
    try (InputStream stream = OctaviaConfTest.class.getResourceAsStream(name)) {
      return options(
          new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
