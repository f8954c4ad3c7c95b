package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"cloud.google.com/go/longrunning/autogen/longrunningpb"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	statuspb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/timestamppb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"rxjs-longrunning.test/interop/generated/digestpb"
)

// operations serves operations whose name says how they end: operations/KIND/POLLS/ID runs for that many polls.
type operations struct {
	longrunningpb.UnimplementedOperationsServer

	mu        sync.Mutex
	polls     map[string]int
	cancelled map[string]bool
	deleted   map[string]bool
}

func newOperations() *operations {
	return &operations{polls: map[string]int{}, cancelled: map[string]bool{}, deleted: map[string]bool{}}
}

func (o *operations) GetOperation(_ context.Context, req *longrunningpb.GetOperationRequest) (*longrunningpb.Operation, error) {
	return o.poll(req.GetName(), false)
}

// A wait ends the operation, as if it had run meanwhile.
func (o *operations) WaitOperation(ctx context.Context, req *longrunningpb.WaitOperationRequest) (*longrunningpb.Operation, error) {
	if strings.HasPrefix(req.GetName(), "operations/unwaited/") {
		return o.UnimplementedOperationsServer.WaitOperation(ctx, req)
	}
	return o.poll(req.GetName(), true)
}

func (o *operations) CancelOperation(_ context.Context, req *longrunningpb.CancelOperationRequest) (*emptypb.Empty, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, _, err := parse(req.GetName()); err != nil {
		return nil, err
	}
	o.cancelled[req.GetName()] = true
	return &emptypb.Empty{}, nil
}

func (o *operations) DeleteOperation(_ context.Context, req *longrunningpb.DeleteOperationRequest) (*emptypb.Empty, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, _, err := parse(req.GetName()); err != nil {
		return nil, err
	}
	o.deleted[req.GetName()] = true
	return &emptypb.Empty{}, nil
}

const listed = 7

// The page token is base64 with all of its characters, as those of real servers are.
func (o *operations) ListOperations(_ context.Context, req *longrunningpb.ListOperationsRequest) (*longrunningpb.ListOperationsResponse, error) {
	start := 0
	if token := req.GetPageToken(); token != "" {
		raw, err := base64.StdEncoding.DecodeString(token)
		if err != nil || len(raw) != 4 || raw[0] != 0xfb || raw[1] != 0xff {
			return nil, refusal(codes.InvalidArgument, "BAD_TOKEN", "the page token is not one of ours: "+token)
		}
		start = int(raw[3])
	}
	size := int(req.GetPageSize())
	if size == 0 {
		size = 3
	}
	page := &longrunningpb.ListOperationsResponse{}
	for i := start; i < listed && len(page.Operations) < size; i++ {
		kind := "succeeds"
		if i%2 == 1 {
			kind = "fails"
		}
		if req.GetFilter() != "" && req.GetFilter() != "kind="+kind {
			continue
		}
		page.Operations = append(page.Operations, finished(fmt.Sprintf("%s/%s/0/%d", req.GetName(), kind, i), kind))
		start = i + 1
	}
	if start < listed && len(page.Operations) == size {
		page.NextPageToken = base64.StdEncoding.EncodeToString([]byte{0xfb, 0xff, 0xfe, byte(start)})
	}
	return page, nil
}

func (o *operations) poll(name string, wait bool) (*longrunningpb.Operation, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	kind, polls, err := parse(name)
	if err != nil {
		return nil, err
	}
	if o.deleted[name] {
		return nil, refusal(codes.NotFound, "DELETED", "deleted: "+name)
	}
	count := o.polls[name]
	o.polls[name] = count + 1
	switch {
	case kind == "denied":
		return nil, refusal(codes.PermissionDenied, "NOT_YOURS", "not yours: "+name)
	case kind == "absent":
		return nil, refusal(codes.NotFound, "ABSENT", "no such operation: "+name)
	case kind == "invalid":
		violation := &errdetails.BadRequest_FieldViolation{Field: "name", Description: "is not valid"}
		return nil, refusal(codes.InvalidArgument, "INVALID", "not valid: "+name,
			&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{violation}},
			&errdetails.ResourceInfo{ResourceType: "operation", ResourceName: name})
	case kind == "verbose":
		return nil, refusal(codes.Aborted, "VERBOSE", "in 20 kB: "+name, &errdetails.DebugInfo{Detail: strings.Repeat("0123456789", 2_000)})
	case kind == "plain" && count < polls:
		return &longrunningpb.Operation{Name: name}, nil
	case kind == "flaky" && count == 0:
		return nil, refusal(codes.Unavailable, "BUSY", "busy", &errdetails.RetryInfo{RetryDelay: durationpb.New(5 * time.Millisecond)})
	case o.cancelled[name]:
		return cancelled(name), nil
	case kind == "runs" || count < polls && !wait:
		return &longrunningpb.Operation{Name: name, Metadata: progress(int32(count))}, nil
	}
	return finished(name, kind), nil
}

func parse(name string) (kind string, polls int, err error) {
	segments := strings.SplitN(name, "/", 4)
	if len(segments) == 4 && segments[0] == "operations" {
		if polls, err = strconv.Atoi(segments[2]); err == nil {
			return segments[1], polls, nil
		}
	}
	return "", 0, refusal(codes.InvalidArgument, "BAD_NAME", "not operations/KIND/POLLS/ID: "+name)
}

func finished(name, kind string) *longrunningpb.Operation {
	op := &longrunningpb.Operation{Name: name, Done: true, Metadata: progress(100)}
	succeed := func(response proto.Message) {
		op.Result = &longrunningpb.Operation_Response{Response: pack(response)}
	}
	switch kind {
	case "fails":
		op.Result = &longrunningpb.Operation_Error{Error: failure()}
	case "empty":
		// As several APIs answer that have nothing to say.
	case "untyped":
		op.Result = &longrunningpb.Operation_Response{Response: &anypb.Any{}}
	case "bare":
		op.Name = name[strings.LastIndex(name, "/")+1:]
		succeed(&digestpb.DigestTreeResponse{Sha256: "abc", Files: 3, Bytes: 1 << 40})
	case "time":
		succeed(timestamppb.New(time.Unix(1_700_000_000, 120_000_000)))
	case "nan":
		succeed(wrapperspb.Double(math.NaN()))
	default:
		succeed(&digestpb.DigestTreeResponse{Sha256: "abc", Files: 3, Bytes: 1 << 40})
	}
	return op
}

func progress(done int32) *anypb.Any {
	return pack(&digestpb.DigestTreeMetadata{FilesDone: done, FilesTotal: 100, BytesDone: 1 << 40, CurrentPath: "./a/b"})
}

// The last detail is of a type that clients do not know.
func failure() *statuspb.Status {
	return &statuspb.Status{
		Code:    int32(codes.FailedPrecondition),
		Message: "the disk is full",
		Details: []*anypb.Any{
			pack(&errdetails.ErrorInfo{Reason: "DISK_FULL", Domain: "disks.example.com", Metadata: map[string]string{"disk": "sda"}}),
			pack(&errdetails.RetryInfo{RetryDelay: durationpb.New(1500 * time.Millisecond)}),
			pack(&digestpb.DigestTreeRequest{Path: "of an unknown type"}),
		},
	}
}

func cancelled(name string) *longrunningpb.Operation {
	return &longrunningpb.Operation{
		Name: name,
		Done: true,
		Result: &longrunningpb.Operation_Error{
			Error: &statuspb.Status{Code: int32(codes.Canceled), Message: "cancelled on request"},
		},
	}
}

func refusal(code codes.Code, reason, message string, more ...proto.Message) error {
	st := &statuspb.Status{Code: int32(code), Message: message}
	for _, detail := range append([]proto.Message{&errdetails.ErrorInfo{Reason: reason, Domain: "interop"}}, more...) {
		st.Details = append(st.Details, pack(detail))
	}
	return status.ErrorProto(st)
}

func pack(message proto.Message) *anypb.Any {
	packed, err := anypb.New(message)
	if err != nil {
		panic(err)
	}
	return packed
}
