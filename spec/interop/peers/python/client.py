"""The Python side of the interoperability specs: google.api_core against a server.

Reads commands, a line of JSON each, and answers each with a line of JSON, until its input ends. Its argument is a
descriptor set with digester.proto.
"""

import json
import sys

import grpc
from google.api import annotations_pb2, field_behavior_pb2  # noqa: F401 (what digester.proto imports)
from google.api_core import exceptions, grpc_helpers, operation, operations_v1
from google.api_core.future.polling import DEFAULT_POLLING
from google.auth.credentials import AnonymousCredentials
from google.longrunning import operations_pb2
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.rpc import status_pb2

PACKAGE = "rxjs_longrunning.digest.v1."
POLLING = DEFAULT_POLLING.with_delay(initial=0.01, maximum=0.05).with_timeout(30)


def load_digester(descriptor_set):
    files = descriptor_pb2.FileDescriptorSet()
    with open(descriptor_set, "rb") as file:
        files.ParseFromString(file.read())
    pool = descriptor_pool.Default()
    for file in files.file:
        if file.package + "." == PACKAGE:
            pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(PACKAGE + name))
        for name in ("DigestTreeRequest", "DigestTreeResponse", "DigestTreeMetadata")
    }


class Client:
    """One server, by the client over gRPC or the one over REST."""

    def __init__(self, command, types):
        self.types = types
        self.name = command.get("name", "")
        self.command = command
        if command["target"].startswith("http"):
            rest = operations_v1.OperationsRestTransport(
                host=command["target"],
                credentials=AnonymousCredentials(),
                url_scheme="http",
                # Its defaults want a collection above operations/, which this server has not.
                http_options={
                    "google.longrunning.Operations." + method: rules
                    for method, rules in {
                        "ListOperations": [{"method": "get", "uri": "/v1/{name=operations}"}],
                        "GetOperation": [{"method": "get", "uri": "/v1/{name=operations/**}"}],
                        "DeleteOperation": [{"method": "delete", "uri": "/v1/{name=operations/**}"}],
                        "CancelOperation": [
                            {"method": "post", "uri": "/v1/{name=operations/**}:cancel", "body": "*"}
                        ],
                    }.items()
                },
            )
            self.channel = None
            self.operations = operations_v1.AbstractOperationsClient(transport=rest)
        else:
            self.channel = grpc.insecure_channel(command["target"])
            self.operations = operations_v1.OperationsClient(self.channel)

    def close(self):
        if self.channel:
            self.channel.close()

    def future(self, message):
        return operation.from_gapic(
            message,
            self.operations,
            self.types["DigestTreeResponse"],
            metadata_type=self.types["DigestTreeMetadata"],
            polling=POLLING,
        )

    def start(self):
        request = self.types["DigestTreeRequest"](path=self.name)
        call = self.channel.unary_unary(
            "/rxjs_longrunning.digest.v1.Digester/DigestTree",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=operations_pb2.Operation.FromString,
        )
        return {"operation": as_json(grpc_helpers.wrap_errors(call)(request))}

    def get(self):
        return {"operation": as_json(self.operations.get_operation(self.name))}

    def list(self):
        pages = self.operations.list_operations(self.name, self.command.get("filter", ""))
        return {"names": [message.name for message in pages]}

    def delete(self):
        self.operations.delete_operation(self.name)
        return {}

    def cancel_operation(self):
        self.operations.cancel_operation(self.name)
        return {}

    def result(self):
        future = self.future(operations_pb2.Operation(name=self.name))
        response = future.result()
        return {"response": as_json(response), "metadata": as_json(future.metadata), "done": future.done()}

    def exception(self):
        future = self.future(operations_pb2.Operation(name=self.name))
        failure = future.exception()
        return {"done": future.done(), "error": described(failure)}

    def running(self):
        future = self.future(self.operations.get_operation(self.name))
        return {"done": future.done(), "running": future.running(), "metadata": as_json(future.metadata)}

    def cancel(self):
        future = self.future(operations_pb2.Operation(name=self.name))
        asked = future.cancel()
        failure = future.exception()
        return {"asked": asked, "cancelled": future.cancelled(), "error": described(failure)}


def as_json(message):
    return message if message is None else json_format.MessageToDict(message)


def described(failure):
    described = {"type": type(failure).__name__, "message": str(failure)}
    if isinstance(failure, exceptions.GoogleAPICallError):
        described["code"] = failure.grpc_status_code.name if failure.grpc_status_code else None
        described["reason"] = failure.reason
        # An operation's error is in `errors`, as the server packed it; a call's details are unpacked.
        packed = [detail for error in failure.errors if isinstance(error, status_pb2.Status) for detail in error.details]
        described["details"] = [detail.type_url for detail in packed] or [
            detail.DESCRIPTOR.full_name for detail in failure.details
        ]
    return described


def main():
    types = load_digester(sys.argv[1])
    for line in sys.stdin:
        command = json.loads(line)
        client = Client(command, types)
        try:
            answer = getattr(client, command["do"])()
        except Exception as failure:  # Every failure is an answer.
            answer = {"error": described(failure)}
        finally:
            client.close()
        print(json.dumps(answer), flush=True)


main()
