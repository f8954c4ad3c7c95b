package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"

	"cloud.google.com/go/longrunning/autogen/longrunningpb"
	"cloud.google.com/go/spanner/spannertest"
	"connectrpc.com/connect"
	"connectrpc.com/vanguard"
	"connectrpc.com/vanguard/vanguardgrpc"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoregistry"

	gateway "rxjs-longrunning.test/interop/generated/gateway/google/longrunning"
)

// serve listens on free ports of the loopback interface, prints them as a line of JSON, and ends with its standard input.
func serve() error {
	service := newOperations()
	// Vanguard hands JSON on to a server that reads it.
	encoding.RegisterCodec(vanguardgrpc.NewCodec(vanguard.NewJSONCodec(protoregistry.GlobalTypes)))
	grpcServer := grpc.NewServer()
	longrunningpb.RegisterOperationsServer(grpcServer, service)
	grpcListener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	target := grpcListener.Addr().String()
	gatewayHandler, err := gatewayTo(target)
	if err != nil {
		return err
	}
	protoNamesHandler, err := gatewayTo(target, runtime.WithMarshalerOption(runtime.MIMEWildcard, &runtime.JSONPb{
		MarshalOptions:   protojson.MarshalOptions{UseProtoNames: true, EmitUnpopulated: true, UseEnumNumbers: true},
		UnmarshalOptions: protojson.UnmarshalOptions{DiscardUnknown: true},
	}))
	if err != nil {
		return err
	}
	transcoder, err := vanguardgrpc.NewTranscoder(grpcServer, vanguard.WithRules(&annotations.HttpRule{
		Selector: "google.longrunning.Operations.WaitOperation",
		Pattern:  &annotations.HttpRule_Post{Post: "/v1/{name=operations/**}:wait"},
		Body:     "*",
	}))
	if err != nil {
		return err
	}
	spanner, err := spannertest.NewServer("127.0.0.1:0")
	if err != nil {
		return err
	}
	ports := map[string]string{"grpc": target, "spanner": spanner.Addr}
	failed := make(chan error, 6)
	go func() { failed <- grpcServer.Serve(grpcListener) }()
	for name, handler := range map[string]http.Handler{
		"gateway":    gatewayHandler,
		"protoNames": protoNamesHandler,
		"vanguard":   transcoder,
		"connect":    connectHandler(service),
	} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		ports[name] = listener.Addr().String()
		go func() { failed <- listenHTTP(listener, handler) }()
	}
	if err := json.NewEncoder(os.Stdout).Encode(ports); err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		failed <- nil
	}()
	return <-failed
}

// HTTP/1 and, as gRPC needs, HTTP/2 in the clear.
func listenHTTP(listener net.Listener, handler http.Handler) error {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	return (&http.Server{Handler: handler, Protocols: protocols}).Serve(listener)
}

func gatewayTo(target string, options ...runtime.ServeMuxOption) (http.Handler, error) {
	conn, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	// Else `operations/**` is also `operations`, and a List would be a Get.
	mux := runtime.NewServeMux(append(options, runtime.WithStrictDeepWildcardMatching())...)
	return mux, gateway.RegisterOperationsHandler(context.Background(), mux, conn)
}

// What connect-go serves on its own: Connect, gRPC and gRPC-Web.
func connectHandler(service longrunningpb.OperationsServer) http.Handler {
	mux := http.NewServeMux()
	handle(mux, "GetOperation", service.GetOperation, connect.WithIdempotency(connect.IdempotencyNoSideEffects))
	handle(mux, "ListOperations", service.ListOperations)
	handle(mux, "WaitOperation", service.WaitOperation)
	handle(mux, "CancelOperation", service.CancelOperation)
	handle(mux, "DeleteOperation", service.DeleteOperation)
	return mux
}

func handle[Req, Res any](
	mux *http.ServeMux,
	method string,
	call func(context.Context, *Req) (*Res, error),
	options ...connect.HandlerOption,
) {
	procedure := "/google.longrunning.Operations/" + method
	mux.Handle(procedure, connect.NewUnaryHandler(
		procedure,
		func(ctx context.Context, req *connect.Request[Req]) (*connect.Response[Res], error) {
			answer, err := call(ctx, req.Msg)
			if err != nil {
				return nil, connectError(err)
			}
			return connect.NewResponse(answer), nil
		},
		options...,
	))
}

func connectError(err error) error {
	st, ok := status.FromError(err)
	if !ok {
		return err
	}
	failure := connect.NewError(connect.Code(st.Code()), errors.New(st.Message()))
	for _, packed := range st.Proto().GetDetails() {
		message, err := packed.UnmarshalNew()
		if err != nil {
			return err
		}
		detail, err := connect.NewErrorDetail(message.(proto.Message))
		if err != nil {
			return err
		}
		failure.AddDetail(detail)
	}
	return failure
}
