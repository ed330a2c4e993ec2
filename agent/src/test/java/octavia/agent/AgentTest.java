package octavia.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import octavia.agent.exec.Commands;
import octavia.amphora.api.AgentClient;
import octavia.amphora.api.AgentException;
import octavia.amphora.api.AgentException.Kind;
import octavia.amphora.api.HaproxyConfig;
import octavia.amphora.api.ListenerStatus;
import octavia.amphora.heartbeat.Heartbeat;
import octavia.amphora.heartbeat.Heartbeat.ListenerBeat;
import octavia.model.Crossing;
import octavia.model.HealthReport.PoolReport;
import octavia.model.ListenerProtocol;
import octavia.model.ListenerStatistics;
import octavia.model.SessionPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The agent with a real HAProxy in a real namespace, called over real mutual TLS. */
@Timeout(60)
final class AgentTest extends InLab {
  private static final String LB = Compiled.LOAD_BALANCER;

  @Test
  void sharesRequestsBetweenMembersAndCountsThem() throws Exception {
    Amphora amphora = new Amphora(lab, certificates, state);
    try (Backend one = Backend.http(lab.gateway(), "one");
        Backend two = Backend.http(lab.gateway(), "two")) {
      serve(amphora, http().member(lab.gateway(), one.port()).member(lab.gateway(), two.port()));

      Set<String> answers = new TreeSet<>();
      for (int i = 0; i < 10; i++) {
        answers.add(get(lab.vip()));
      }
      assertThat(answers).containsExactly("one", "two");

      Heartbeat heartbeat =
          amphora.heartbeat(
              beat -> total(beat).filter(total -> total.totalConnections() == 10).isPresent());
      ListenerStatistics total = total(heartbeat).orElseThrow();
      assertThat(total.activeConnections()).isZero();
      assertThat(total.requestErrors()).isZero();
      assertThat(total.bytesIn()).isPositive();
      assertThat(total.bytesOut()).isPositive();
      assertThat(heartbeat.pools())
          .containsEntry(
              Compiled.POOL + ":" + Compiled.LISTENER,
              new PoolReport(
                  "UP",
                  java.util.Map.of(
                      Compiled.memberId(1), "no check", Compiled.memberId(2), "no check")));
      assertThat(heartbeat.amphoraId()).isEqualTo(Amphora.ID);
      assertThat(amphora.client().listeners())
          .containsExactly(new ListenerStatus("ACTIVE", Compiled.LISTENER, "HTTP"));
      assertThat(amphora.client().details().haproxyCount()).isEqualTo(1);
      assertThat(amphora.client().details().networks().get("eth1").networkRx()).isPositive();
      assertThat(amphora.client().info().haproxyVersion()).startsWith("2.");
      assertThat(amphora.client().version()).isEqualTo("1.0");
    } finally {
      amphora.close(LB);
    }
  }

  @Test
  void tellsAtOnceThatAMemberFailed() throws Exception {
    Amphora amphora = new Amphora(lab, certificates, state);
    try {
      Backend member = Backend.http(lab.gateway(), "one");
      serve(amphora, http().member(lab.gateway(), member.port()).monitored());
      amphora.heartbeat(beat -> memberState(beat).startsWith("UP"));

      member.close();

      Heartbeat down = amphora.heartbeat(beat -> memberState(beat).startsWith("DOWN"));
      assertThat(down.healthReport().pools().get(Compiled.POOL).status()).isEqualTo("DOWN");
    } finally {
      amphora.close(LB);
    }
  }

  @Test
  void aRefusedConfigurationLeavesTheLastGoodOneRunning() throws Exception {
    Amphora amphora = new Amphora(lab, certificates, state);
    try (Backend one = Backend.http(lab.gateway(), "one")) {
      serve(amphora, http().member(lab.gateway(), one.port()));
      HaproxyConfig good = amphora.client().haproxyConfig(LB).orElseThrow();
      long pid = amphora.haproxyPid(LB);

      assertThatThrownBy(() -> amphora.upload(LB, good.text() + "nonsense here\n"))
          .isInstanceOfSatisfying(
              AgentException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(Kind.INVALID);
                assertThat(e.details()).contains("unknown keyword 'nonsense'");
              });

      amphora.client().reload(LB);
      assertThat(amphora.client().haproxyConfig(LB)).contains(good);
      assertThat(good.runningEtag()).contains(good.etag());
      assertThat(get(lab.vip())).isEqualTo("one");
      assertThat(amphora.haproxyPid(LB)).isNotEqualTo(pid);
      assertThat(state.resolve(LB).resolve("haproxy.cfg.new-failed"))
          .content()
          .endsWith("nonsense here\n");
    } finally {
      amphora.close(LB);
    }
  }

  @Test
  void refusesToReplaceAConfigurationThatTheCallerDoesNotKnow() throws Exception {
    Amphora amphora = new Amphora(lab, certificates, state);
    try {
      AgentClient client = amphora.client();
      String first = http().member(lab.gateway(), 1).text(state, lab);
      String second = http().member(lab.gateway(), 2).text(state, lab);
      String third = http().member(lab.gateway(), 3).text(state, lab);
      assertThat(client.haproxyConfig(LB)).isEmpty();
      assertConflict(() -> client.uploadHaproxy(LB, first, Optional.of("0".repeat(32))));

      String etag = client.uploadHaproxy(LB, first, Optional.empty());
      assertConflict(() -> client.uploadHaproxy(LB, second, Optional.empty()));
      assertConflict(() -> client.uploadHaproxy(LB, second, Optional.of("0".repeat(32))));
      client.uploadHaproxy(LB, second, Optional.of(etag));
      client.uploadHaproxy(LB, second, Optional.of(etag)); // its answer was lost, say
      assertConflict(() -> client.uploadHaproxy(LB, third, Optional.of(etag)));

      assertThat(client.haproxyConfig(LB))
          .contains(new HaproxyConfig(second, HaproxyConfig.etag(second), Optional.empty()));
    } finally {
      amphora.close(LB);
    }
  }

  @Test
  void startsHaproxyAgainWhenItDies() throws Exception {
    Amphora amphora = new Amphora(lab, certificates, state);
    try (Backend one = Backend.http(lab.gateway(), "one")) {
      serve(amphora, http().member(lab.gateway(), one.port()));
      assertThat(get(lab.vip())).isEqualTo("one");
      amphora.heartbeat(beat -> connections(beat) == 1);
      long pid = amphora.haproxyPid(LB);

      ProcessHandle.of(pid).orElseThrow().destroyForcibly();

      await()
          .atMost(Amphora.LIMIT)
          .pollInterval(Duration.ofMillis(10))
          .ignoreExceptions() // the file is being written
          .until(() -> amphora.haproxyPid(LB) != pid);
      await().atMost(Amphora.LIMIT).ignoreExceptions().until(() -> get(lab.vip()).equals("one"));
      Heartbeat after = amphora.heartbeat(beat -> connections(beat) >= 2);
      assertThat(after.listeners()).containsKey(Compiled.LISTENER);
    } finally {
      amphora.close(LB);
    }
  }

  @Test
  void anAgentFindsTheHaproxyOfItsPredecessor() throws Exception {
    Amphora amphora = new Amphora(lab, certificates, state);
    try (Backend one = Backend.http(lab.gateway(), "one")) {
      serve(amphora, http().member(lab.gateway(), one.port()));
      get(lab.vip());
      String boot = amphora.heartbeat(beat -> connections(beat) == 1).bootId().orElseThrow();
      long pid = amphora.haproxyPid(LB);

      amphora.restartAgent();
      get(lab.vip());

      Heartbeat next =
          amphora.heartbeat(
              beat -> !beat.bootId().equals(Optional.of(boot)) && connections(beat) == 2);
      assertThat(next.listeners().get(Compiled.LISTENER).statistics().totalConnections())
          .isLessThanOrEqualTo(1);
      assertThat(amphora.haproxyPid(LB)).isEqualTo(pid);
      assertThat(amphora.client().haproxyConfig(LB).orElseThrow().runningEtag()).isPresent();
      assertThat(amphora.client().listeners().getFirst().status()).isEqualTo("ACTIVE");
      amphora.plugVip(); // plugged already, which is as good
    } finally {
      amphora.close(LB);
    }
  }

  @Test
  void aReloadCutsNoConnectionAndLosesNoStatistics() throws Exception {
    Amphora amphora = new Amphora(lab, certificates, state);
    try (Backend one = Backend.echo(lab.gateway());
        Backend two = Backend.echo(lab.gateway())) {
      Compiled before =
          new Compiled(ListenerProtocol.TCP, lab.vip())
              .member(lab.gateway(), one.port())
              .persistence(
                  new SessionPersistence(SessionPersistence.Type.SOURCE_IP, null, null, null));
      serve(amphora, before);
      try (Socket connection = new Socket()) {
        connection.setSoTimeout((int) Amphora.LIMIT.toMillis());
        connection.connect(new InetSocketAddress(lab.vip(), Compiled.PORT), 5_000);
        assertThat(echo(connection, "before")).isEqualTo("before");

        amphora.upload(LB, before.member(lab.gateway(), two.port()).text(state, lab));
        amphora.client().reload(LB);

        assertThat(echo(connection, "after")).isEqualTo("after");
        try (Socket another = new Socket(lab.vip(), Compiled.PORT)) {
          another.setSoTimeout((int) Amphora.LIMIT.toMillis());
          assertThat(echo(another, "new")).isEqualTo("new");
          Heartbeat both = amphora.heartbeat(beat -> connections(beat) == 2);
          assertThat(total(both).orElseThrow().activeConnections()).isEqualTo(2);
        }
      }
      Heartbeat last =
          amphora.heartbeat(
              beat -> total(beat).filter(total -> total.activeConnections() == 0).isPresent());
      assertThat(total(last)).contains(new ListenerStatistics(0, 14, 14, 0, 2));
      assertThat(last.pools().get(Compiled.POOL + ":" + Compiled.LISTENER).members()).hasSize(2);
    } finally {
      amphora.close(LB);
    }
  }

  @Test
  void stopsForGoodAndDeletesEverything() throws Exception {
    Amphora amphora = new Amphora(lab, certificates, state);
    try (Backend one = Backend.http(lab.gateway(), "one")) {
      serve(amphora, http().member(lab.gateway(), one.port()));
      long pid = amphora.haproxyPid(LB);

      amphora.client().stop(LB);
      await()
          .atMost(Amphora.LIMIT)
          .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
      amphora.restartAgent();
      assertThat(amphora.client().listeners())
          .containsExactly(new ListenerStatus("OFFLINE", Compiled.LISTENER, "HTTP"));
      amphora.client().start(LB);
      assertThat(get(lab.vip())).isEqualTo("one");

      amphora.client().deleteListener(LB);
      amphora.client().deleteListener(LB);
      assertThat(amphora.client().haproxyConfig(LB)).isEmpty();
      assertThat(amphora.client().listeners()).isEmpty();
      assertThatThrownBy(() -> amphora.client().start(LB))
          .isInstanceOfSatisfying(
              AgentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
      try (var files = Files.list(state)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .noneMatch(name -> name.contains(LB));
      }
    } finally {
      amphora.close(LB);
    }
  }

  @Test
  void anAmphoraWhoseHaproxyHangsInACheckIsNotSilent() throws Exception {
    Path hanging = state.resolve("hanging");
    Path program = state.resolve("bin").resolve("haproxy");
    Files.createDirectories(program.getParent());
    Files.writeString(
        program,
        "#!/bin/sh\nif [ \"$1\" = -c ] && [ -p "
            + hanging
            + " ]; then exec cat "
            + hanging
            + "; fi\nexec haproxy \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Amphora amphora = new Amphora(lab, certificates, state, program.toString());
    try (Backend one = Backend.http(lab.gateway(), "one")) {
      serve(amphora, http().member(lab.gateway(), one.port()));
      long before = amphora.heartbeat(beat -> beat.listeners().size() == 1).sequence();
      new Commands(Amphora.LIMIT).need(List.of("mkfifo", hanging.toString()), "");
      String next = http().member(lab.gateway(), one.port()).monitored().text(state, lab);
      Thread upload = Thread.ofVirtual().start(() -> amphora.upload(LB, next));

      amphora.heartbeat(beat -> beat.sequence() > before + 2 && beat.listeners().size() == 1);

      assertThat(upload.isAlive()).isTrue();
      Files.writeString(hanging, ""); // whoever reads it comes to its end
      assertThat(upload.join(Amphora.LIMIT)).isTrue();
    } finally {
      amphora.close(LB);
    }
  }

  @Test
  void whenHaproxyItselfFailsTheOldOneGoesOnAndTheReasonIsTold() throws Exception {
    Path broken = state.resolve("broken");
    Path program = state.resolve("bin").resolve("haproxy");
    Files.createDirectories(program.getParent());
    Files.writeString(
        program,
        "#!/bin/sh\ncase \"$1\" in -D) if [ -e "
            + broken
            + " ]; then echo out of order; exit 3; fi;; esac\nexec haproxy \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Amphora amphora = new Amphora(lab, certificates, state, program.toString());
    try (Backend one = Backend.http(lab.gateway(), "one")) {
      serve(amphora, http().member(lab.gateway(), one.port()));
      HaproxyConfig good = amphora.client().haproxyConfig(LB).orElseThrow();
      long pid = amphora.haproxyPid(LB);
      String next = http().member(lab.gateway(), one.port()).monitored().text(state, lab);
      Files.createFile(broken);

      amphora.upload(LB, next);
      assertThatThrownBy(() -> amphora.client().reload(LB))
          .isInstanceOfSatisfying(
              AgentException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(Kind.FAILED);
                assertThat(e.reason()).isEqualTo("Error reloading haproxy");
                assertThat(e.details()).contains("out of order");
              });
      assertThat(amphora.client().haproxyConfig(LB)).contains(good);
      assertThat(amphora.haproxyPid(LB)).isEqualTo(pid);
      assertThat(get(lab.vip())).isEqualTo("one");

      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      amphora.heartbeat(beat -> beat.listeners().isEmpty());
      Files.delete(broken);
      await().atMost(Amphora.LIMIT).ignoreExceptions().until(() -> get(lab.vip()).equals("one"));
    } finally {
      amphora.close(LB);
    }
  }

  @Test
  void onlyTheControllerMayCallAndOnlyTheRightAmphoraIsBelieved() throws Exception {
    try (Amphora amphora = new Amphora(lab, certificates, state)) {
      List<AgentClient> refused = new ArrayList<>();
      refused.add(amphora.client(Amphora.ID, certificates.stranger()));
      refused.add(amphora.client(Amphora.ID, certificates.unbelieving()));
      refused.add(
          amphora.client("a0000000-0000-4000-8000-000000000002", certificates.controller()));
      for (AgentClient client : refused) {
        try (client) {
          // With TLS 1.3 (RFC 8446, 4.4.2.4 and E.1.2) the client's handshake is over before the
          // agent has judged its certificate: the reset of a connection that was closed with a
          // request unread may overtake the alert. Nobody is let in, and the reason comes through.
          await()
              .atMost(Amphora.LIMIT)
              .until(() -> {
                Kind kind = catchThrowableOfType(AgentException.class, client::version).kind();
                assertThat(kind).isIn(Kind.REFUSED_TLS, Kind.UNREACHABLE);
                return kind == Kind.REFUSED_TLS;
              });
        }
      }
    }
  }

  @Test
  void anAgentThatIsNotThereIsUnreachable() throws Exception {
    Amphora amphora = new Amphora(lab, certificates, state);
    AgentClient client = amphora.client(Amphora.ID, certificates.controller());
    amphora.close();
    try (client) {
      assertThatThrownBy(client::version)
          .isInstanceOfSatisfying(
              AgentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    }
  }

  @Test
  void everyCallPassesTheCrossing() throws Exception {
    List<String> passed = new ArrayList<>();
    Crossing recording =
        new Crossing() {
          @Override
          public void before(String name) {
            passed.add("before " + name);
          }

          @Override
          public void after(String name) {
            passed.add("after " + name);
          }
        };
    try (Amphora amphora = new Amphora(lab, certificates, state);
        AgentClient client = amphora.client(Amphora.ID, certificates.controller(), recording)) {
      client.version();
      assertThat(client.haproxyConfig(LB)).isEmpty();
      assertThatThrownBy(() -> client.uploadHaproxy(LB, "nonsense\n", Optional.empty()))
          .isInstanceOf(AgentException.class);

      assertThat(passed)
          .containsExactly(
              "before agent:GET version",
              "after agent:GET version",
              "before agent:GET haproxy",
              "after agent:GET haproxy",
              "before agent:PUT haproxy",
              "after agent:PUT haproxy");
    }
  }

  @Test
  void neighboursLearnWhereTheVipIsNow() throws Exception {
    try (Lab own = new Lab();
        Amphora amphora = new Amphora(own, certificates, state)) {
      own.believe(own.vip(), "02:00:5e:00:53:01");
      own.believe(own.vip6(), "02:00:5e:00:53:01");

      amphora.client().plugVip(own.vip(), amphora.vipBody());

      // Nothing is sent to the VIP: it is the amphora that speaks.
      await().atMost(Amphora.LIMIT).until(() -> own.believed(own.vip()).contains(own.vipMac()));
      await().atMost(Amphora.LIMIT).until(() -> own.believed(own.vip6()).contains(own.vipMac()));
    }
  }

  @Test
  void plugsTheVipOnceAndKeepsItUpToDate() throws Exception {
    try (Lab own = new Lab();
        Amphora amphora = new Amphora(own, certificates, state)) {
      assertThat(amphora.client().interfaceOf(own.vip())).isEmpty();
      amphora.client().plugVip(own.vip(), amphora.vipBody());

      assertThat(amphora.client().interfaceOf(own.vip())).contains("eth1");
      assertThat(amphora.client().interfaceOf(own.vip6())).contains("eth1");
      String addresses = own.ipInside("-o", "address", "show", "dev", "eth1");
      assertThat(addresses)
          .contains(own.own() + "/24")
          .contains(own.vip() + "/32")
          .doesNotContain("tentative");
      assertThat(own.ipInside("-o", "link", "show", "dev", "eth1")).contains("mtu 1400");
      assertThat(own.ipInside("route", "show", "default"))
          .startsWith("default via " + own.gateway() + " dev eth1");
      assertThat(own.ipInside("-6", "route", "show", "default"))
          .startsWith("default via " + own.gateway6() + " dev eth1");
      assertThat(state.resolve("plugged_interfaces")).hasContent(own.vipMac() + " eth1\n");

      own.ipInside("address", "del", own.vip() + "/32", "dev", "eth1");
      amphora.restartAgent();
      amphora.client().plugVip(own.vip(), amphora.vipBody());
      assertThat(amphora.client().interfaceOf(own.vip())).contains("eth1");
    }
  }

  @Test
  void plugsMemberNetworksAfterTheVip() throws Exception {
    try (Lab own = new Lab();
        Amphora amphora = new Amphora(own, certificates, state)) {
      amphora.client().plugVip(own.vip(), amphora.vipBody());
      var body =
          new octavia.amphora.api.PlugNetwork(
              own.memberMac(),
              List.of(
                  new octavia.amphora.api.PlugNetwork.FixedIp(
                      own.memberAddress(),
                      own.memberCidr(),
                      null,
                      List.of(
                          new octavia.amphora.api.HostRoute(
                              "203.0.113.0/24", own.memberGateway())))),
              null,
              false);
      amphora.client().plugNetwork(body);
      amphora.client().plugNetwork(body);

      assertThat(amphora.client().interfaceOf(own.memberAddress())).contains("eth2");
      assertThat(own.ipInside("route", "show", "203.0.113.0/24"))
          .contains("via " + own.memberGateway() + " dev eth2");
      var nowhere =
          new octavia.amphora.api.PlugNetwork("02:ff:ff:ff:ff:ff", List.of(), null, false);
      assertThatThrownBy(() -> amphora.client().plugNetwork(nowhere))
          .isInstanceOfSatisfying(
              AgentException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND);
                assertThat(e.reason()).isEqualTo("No suitable network interface found");
              });
      var hostile =
          new octavia.amphora.api.PlugNetwork(
              own.memberMac() + "\nlink delete eth1", List.of(), null, false);
      assertThatThrownBy(() -> amphora.client().plugNetwork(hostile))
          .isInstanceOfSatisfying(
              AgentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID));
    }
  }

  private static Compiled http() {
    return new Compiled(ListenerProtocol.HTTP, lab.vip());
  }

  private void serve(Amphora amphora, Compiled compiled) {
    amphora.plugVip();
    amphora.upload(LB, compiled.text(state, lab));
    amphora.client().start(LB);
  }

  private static void assertConflict(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AgentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
  }

  private static Optional<ListenerStatistics> total(Heartbeat heartbeat) {
    return Optional.ofNullable(heartbeat.listeners().get(Compiled.LISTENER))
        .flatMap(ListenerBeat::totals);
  }

  private static long connections(Heartbeat heartbeat) {
    return total(heartbeat).map(ListenerStatistics::totalConnections).orElse(0L);
  }

  private static String memberState(Heartbeat heartbeat) {
    return Optional.ofNullable(heartbeat.healthReport().pools().get(Compiled.POOL))
        .map(pool -> pool.members().getOrDefault(Compiled.memberId(1), ""))
        .orElse("");
  }

  /** The body of the answer to a request. */
  private static String get(String address) throws IOException {
    String answer = exchange(address, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /** Sends a request and returns everything that comes until the other side closes. */
  private static String exchange(String address, String request) throws IOException {
    try (Socket socket = new Socket(address, Compiled.PORT)) {
      socket.setSoTimeout((int) Amphora.LIMIT.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static String echo(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readNBytes(text.length()), StandardCharsets.US_ASCII);
  }
}
