package io.clinker.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigurationTest {
  @TempDir Path temporary;

  @Test
  void namesPortsAndPlacesOfTheInstallation() throws Exception {
    DataFolder folder = new DataFolder(temporary.resolve("a \"quoted\" name")).create();
    assertThat(new NodeConfiguration(folder, new PortNumbers(1, 2, 3, 4, 5)).write()).isTrue();
    JsonNode root = new YAMLMapper().readTree(folder.configuration().toFile());
    assertThat(root.at("/server/applicationConnectors/0/port").asInt()).isEqualTo(1);
    assertThat(root.at("/server/adminConnectors/0/port").asInt()).isEqualTo(2);
    assertThat(root.at("/server/adminConnectors/0/bindHost").asText()).isEqualTo("127.0.0.1");
    assertThat(root.at("/engine/address").asText()).isEqualTo("127.0.0.1:3");
    assertThat(root.at("/engine/webUi").asText()).isEqualTo("http://127.0.0.1:4");
    assertThat(root.at("/database/url").asText()).isEqualTo("jdbc:mysql://127.0.0.1:5/clinker");
    assertThat(root.at("/backends/0/options/directory").asText())
        .isEqualTo(folder.backend().toString());
    assertThat(Files.getPosixFilePermissions(folder.configuration()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(folder.root()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aFileThatItsOwnerTookOverIsKept() throws Exception {
    DataFolder folder = new DataFolder(temporary).create();
    NodeConfiguration configuration = new NodeConfiguration(folder, new PortNumbers(1, 2, 3, 4, 5));
    configuration.write();
    assertThat(configuration.write()).isTrue();
    Files.writeString(folder.configuration(), "node: {name: mine}\n");
    assertThat(configuration.write()).isFalse();
    assertThat(folder.configuration()).hasContent("node: {name: mine}");
  }
}
