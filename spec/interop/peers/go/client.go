package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"cloud.google.com/go/longrunning"
	autogen "cloud.google.com/go/longrunning/autogen"
	"cloud.google.com/go/longrunning/autogen/longrunningpb"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	"rxjs-longrunning.test/interop/generated/digestpb"
)

// A command is a line of JSON.
type command struct {
	// What to call: get, list, waitOperation, cancelOperation, deleteOperation of the generated client; start; poll, wait,
	// waitWithInterval, cancel, delete, metadata of a handle.
	Do string `json:"do"`
	// host:port for gRPC, a URL for REST.
	Target string `json:"target"`
	// The name of an operation, or the path of what is digested.
	Name     string `json:"name"`
	Filter   string `json:"filter"`
	PageSize int32  `json:"pageSize"`
	Timeout  int    `json:"timeout"`
}

// An answer is a line of JSON, too.
type answer struct {
	Operation json.RawMessage `json:"operation,omitempty"`
	Names     []string        `json:"names,omitempty"`
	Response  json.RawMessage `json:"response,omitempty"`
	Metadata  json.RawMessage `json:"metadata,omitempty"`
	Done      bool            `json:"done"`
	Error     *failed         `json:"error,omitempty"`
}

type failed struct {
	Code    string   `json:"code"`
	Message string   `json:"message"`
	Details []string `json:"details,omitempty"`
}

// client answers each command of in, in order, until in ends.
func client(in io.Reader, out io.Writer) error {
	decoder, encoder := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var c command
		if err := decoder.Decode(&c); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		// So that a fault shows as one, and not as a run that hangs.
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		a, err := run(ctx, c)
		cancel()
		if err != nil {
			a.Error = describe(err)
		}
		if err := encoder.Encode(a); err != nil {
			return err
		}
	}
}

func run(ctx context.Context, c command) (a answer, err error) {
	if c.Do == "start" {
		return start(ctx, c)
	}
	operations, err := connectTo(ctx, c.Target)
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, operations.Close()) }()
	op := longrunning.InternalNewOperation(operations, &longrunningpb.Operation{Name: c.Name})
	response := &digestpb.DigestTreeResponse{}
	var message *longrunningpb.Operation
	switch c.Do {
	case "get":
		message, err = operations.GetOperation(ctx, &longrunningpb.GetOperationRequest{Name: c.Name})
	case "waitOperation":
		timeout := durationpb.New(time.Duration(c.Timeout) * time.Millisecond)
		message, err = operations.WaitOperation(ctx, &longrunningpb.WaitOperationRequest{Name: c.Name, Timeout: timeout})
	case "list":
		request := &longrunningpb.ListOperationsRequest{Name: c.Name, Filter: c.Filter, PageSize: c.PageSize}
		for all := operations.ListOperations(ctx, request); ; {
			next, err := all.Next()
			if errors.Is(err, iterator.Done) {
				return a, nil
			} else if err != nil {
				return a, err
			}
			a.Names = append(a.Names, next.GetName())
		}
	case "cancelOperation":
		return a, operations.CancelOperation(ctx, &longrunningpb.CancelOperationRequest{Name: c.Name})
	case "deleteOperation":
		return a, operations.DeleteOperation(ctx, &longrunningpb.DeleteOperationRequest{Name: c.Name})
	case "poll":
		err = op.Poll(ctx, response)
	case "wait":
		err = op.Wait(ctx, response)
	case "waitWithInterval":
		err = op.WaitWithInterval(ctx, response, 10*time.Millisecond)
	case "cancel":
		return a, op.Cancel(ctx)
	case "delete":
		return a, op.Delete(ctx)
	default:
		return a, fmt.Errorf("no such command: %s", c.Do)
	}
	a.Done = op.Done()
	if message != nil {
		a.Done = message.GetDone()
		a.Operation = protoJSON(message)
	} else {
		metadata := &digestpb.DigestTreeMetadata{}
		if failure := op.Metadata(metadata); failure == nil {
			a.Metadata = protoJSON(metadata)
		}
		if err == nil && a.Done {
			a.Response = protoJSON(response)
		}
	}
	return a, err
}

func connectTo(ctx context.Context, target string) (*autogen.OperationsClient, error) {
	options := []option.ClientOption{option.WithEndpoint(target), option.WithoutAuthentication()}
	if len(target) > 4 && target[:4] == "http" {
		return autogen.NewOperationsRESTClient(ctx, options...)
	}
	plain := grpc.WithTransportCredentials(insecure.NewCredentials())
	return autogen.NewOperationsClient(ctx, append(options, option.WithGRPCDialOption(plain))...)
}

// Starts a digest, as generated code does, and compresses the request.
func start(ctx context.Context, c command) (answer, error) {
	compressed := grpc.WithDefaultCallOptions(grpc.UseCompressor(gzip.Name))
	conn, err := grpc.NewClient(c.Target, grpc.WithTransportCredentials(insecure.NewCredentials()), compressed)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = conn.Close() }()
	message := &longrunningpb.Operation{}
	request := &digestpb.DigestTreeRequest{Path: c.Name}
	err = conn.Invoke(ctx, "/rxjs_longrunning.digest.v1.Digester/DigestTree", request, message)
	return answer{Operation: protoJSON(message)}, err
}

func describe(err error) *failed {
	st, ok := status.FromError(err)
	if !ok {
		return &failed{Code: "none", Message: err.Error()}
	}
	f := &failed{Code: st.Code().String(), Message: st.Message()}
	for _, packed := range st.Proto().GetDetails() {
		f.Details = append(f.Details, packed.GetTypeUrl())
	}
	return f
}

func protoJSON(message proto.Message) json.RawMessage {
	text, err := protojson.Marshal(message)
	if err != nil {
		text, _ = json.Marshal(err.Error())
	}
	return text
}
