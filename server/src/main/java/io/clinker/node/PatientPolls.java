package io.clinker.node;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lets polls for work wait for the connection instead of failing while the engine is away. A worker
 * whose polls fail pauses longer and longer, up to a minute, and nobody would do or admit anything
 * for that long after the engine is back.
 */
final class PatientPolls implements ClientInterceptor {
  private static final Set<String> POLLS =
      Stream.of(
              WorkflowServiceGrpc.getPollWorkflowTaskQueueMethod(),
              WorkflowServiceGrpc.getPollActivityTaskQueueMethod())
          .map(MethodDescriptor::getFullMethodName)
          .collect(Collectors.toUnmodifiableSet());

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return next.newCall(
        method, POLLS.contains(method.getFullMethodName()) ? options.withWaitForReady() : options);
  }
}
